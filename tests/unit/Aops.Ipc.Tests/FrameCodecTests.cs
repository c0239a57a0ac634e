using System.Buffers;
using Aops.Contracts;
using Aops.Contracts.Local;

namespace Aops.Ipc.Tests;

public sealed class FrameCodecTests
{
    private static byte[] Frame(LocalMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FrameCodec.Write(buffer, message);
        return buffer.WrittenSpan.ToArray();
    }

    [Fact]
    public void AFrame_ComesBackAsItWasWritten()
    {
        var buffer = new ReadOnlySequence<byte>(Frame(new DoneReply { Message = "ä" }));

        Assert.True(FrameCodec.TryRead(ref buffer, out var message));
        Assert.Equal("ä", Assert.IsType<DoneReply>(message).Message);
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void EveryCutOfAFrame_AsksForMore()
    {
        var frame = Frame(new StatusRequest());
        for (var length = 0; length < frame.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(frame, 0, length);
            Assert.False(FrameCodec.TryRead(ref buffer, out _));
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData((uint)Limits.LocalFrameBytesMax + 1)]
    [InlineData(uint.MaxValue)]
    public void Rejects_ALengthOutOfBounds_BeforeItsBodyArrives(uint length)
    {
        var buffer = new ReadOnlySequence<byte>(BitConverter.GetBytes(length));

        Assert.Throws<FrameException>(() => FrameCodec.TryRead(ref buffer, out _));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not json")]
    [InlineData("{\"kind\":\"of-another-version\"}")]
    [InlineData("{\"kind\":\"hello\"}")]
    public void Rejects_ABodyThatIsNoMessage(string body)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        var buffer = new ReadOnlySequence<byte>([.. BitConverter.GetBytes(bytes.Length), .. bytes]);

        Assert.Throws<FrameException>(() => FrameCodec.TryRead(ref buffer, out _));
    }

    [Fact]
    public void RandomBytes_NeverDoAnythingButThrowOrAskForMore()
    {
        var random = new Random(4711);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(0, 64)];
            random.NextBytes(bytes);
            if (bytes.Length > 3) bytes[1] = bytes[2] = bytes[3] = 0;
            var buffer = new ReadOnlySequence<byte>(bytes);
            try
            {
                FrameCodec.TryRead(ref buffer, out _);
            }
            catch (FrameException)
            {
            }
        }
    }
}
