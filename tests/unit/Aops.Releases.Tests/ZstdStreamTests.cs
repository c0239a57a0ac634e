using System.Text;
using Aops.Releases.Compression;

namespace Aops.Releases.Tests;

/// <summary>One frame, its bounds, and what is refused; cross-checks with the tool are in ZstdToolTests.</summary>
public sealed class ZstdStreamTests
{
    private const int WindowLog = 20;

    // Magic_Number of a frame, and a skippable frame of four bytes (RFC 8878, sections 3.1.1 and 3.1.2).
    private static readonly byte[] Magic = [0x28, 0xB5, 0x2F, 0xFD];
    private static readonly byte[] Skippable = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4];

    private static byte[] Pack(byte[] plain, int level = 3, int windowLog = WindowLog, int cut = int.MaxValue)
    {
        using var packed = new MemoryStream();
        using var zstd = new ZstdWriteStream(packed, level, windowLog);
        for (var at = 0; at < plain.Length; at += cut)
        {
            zstd.Write(plain.AsSpan(at, Math.Min(cut, plain.Length - at)));
            zstd.Flush();
            if (cut > plain.Length) break;
        }
        zstd.Complete();
        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed, int buffer = 4096, int piece = int.MaxValue, int windowLog = WindowLog)
    {
        using var plain = new MemoryStream();
        using var zstd = new ZstdReadStream(new PieceStream(packed, piece), windowLog);
        var bytes = new byte[buffer];
        int count;
        while ((count = zstd.Read(bytes)) > 0) plain.Write(bytes, 0, count);
        Assert.Equal(0, zstd.Read(bytes));
        return plain.ToArray();
    }

    private static void AssertRefused(byte[] packed, string because)
    {
        foreach (var piece in new[] { 1, int.MaxValue })
        {
            var fault = Assert.Throws<InvalidDataException>(() => Unpack(packed, piece: piece));
            Assert.Contains(because, fault.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Half of it can be made smaller.</summary>
    private static byte[] Content(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes.AsSpan(0, length / 2));
        for (var i = length / 2; i < length; i++) bytes[i] = (byte)(i / 100);
        return bytes;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(128 * 1024)]
    [InlineData(1_000_000)]
    public void ComesBack_HoweverItIsCut(int length)
    {
        var plain = Content(length);
        var packed = Pack(plain);

        Assert.Equal(plain, Unpack(packed, buffer: 128 * 1024));
        Assert.Equal(plain, Unpack(packed, buffer: Math.Max(1, length)));
        Assert.Equal(plain, Unpack(packed, buffer: 7, piece: 4099));
        Assert.Equal(plain, Unpack(packed, piece: 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    public void TheSameBytes_HoweverTheWritesAreCut(int level)
    {
        var plain = Content(300_000);

        Assert.Equal(Pack(plain, level), Pack(plain, level, cut: 4093));
        Assert.Equal(Pack(plain, level), Pack(plain, level, cut: 128 * 1024));
    }

    [Fact]
    public async Task Async_IsTheSame()
    {
        var plain = Content(500_000);
        using var output = new MemoryStream();
        await using var zstd = new ZstdReadStream(new PieceStream(Pack(plain), 1000), WindowLog);
        Assert.Equal(0, await zstd.ReadAsync(Memory<byte>.Empty, CancellationToken.None));
        await zstd.CopyToAsync(output, CancellationToken.None);

        Assert.Equal(plain, output.ToArray());
    }

    [Fact]
    public void ReadOfNothing_ReturnsAtOnce()
    {
        // Were it a read of the source, it would throw; were it a call of the decoder, the 16th would.
        using var zstd = new ZstdReadStream(new PieceStream([], 1), WindowLog);
        for (var i = 0; i < 100; i++) Assert.Equal(0, zstd.Read([]));
    }

    [Fact]
    public void Refuses_AFrameThatEndsEarly()
    {
        var packed = Pack(Content(800));
        for (var length = 0; length < packed.Length; length++) AssertRefused(packed[..length], "ends early");
    }

    [Fact]
    public void Refuses_WhatFollowsTheFrame()
    {
        var packed = Pack(Content(2000));
        AssertRefused([.. packed, .. packed], "follows the end");
        AssertRefused([.. packed, .. Pack([])], "follows the end");
        AssertRefused([.. packed, .. Skippable], "follows the end");
        AssertRefused([.. packed, .. Magic], "follows the end");
        AssertRefused([.. packed, 0], "follows the end");
    }

    [Fact]
    public void Refuses_WhatIsNoFrame()
    {
        // Whichever of the two sees it first.
        AssertRefused(Encoding.UTF8.GetBytes("this is no frame"), "zstd: ");
        AssertRefused([.. Skippable, .. Pack([1])], "no frame begins");
        AssertRefused([.. Magic, 0x20, 0, 7, 0, 0], "no known type");
    }

    [Fact]
    public void Refuses_ADictionary()
    {
        // Frame_Header_Descriptor with a dictionary's id of one byte, a window of 1 KiB, an empty last block.
        AssertRefused([.. Magic, 0x01, 0, 42, 1, 0, 0], "damaged");
    }

    [Fact]
    public void Refuses_ALargerWindow()
    {
        var plain = Content(3 << WindowLog);
        Assert.Equal(plain, Unpack(Pack(plain)));
        AssertRefused(Pack(plain, windowLog: WindowLog + 1), "asks for 2097152 bytes of memory, 1048576 are allowed");
        // The next larger window has a mantissa; a frame without a window has that of its content.
        AssertRefused([.. Magic, 0x00, ((WindowLog - 10) << 3) + 1, 1, 0, 0], "asks for 1179648 bytes");
        AssertRefused([.. Magic, 0xA0, 1, 0, 0x10, 0, 1, 0, 0], "asks for 1048577 bytes");
        AssertRefused([.. Magic, 0xE0, .. Enumerable.Repeat((byte)0xFF, 8), 1, 0, 0], "asks for 18446744073709551615");
    }

    [Fact]
    public void TakesAFrameWithoutAWindow() =>
        Assert.Equal("aops"u8, Unpack([.. Magic, 0x20, 4, 0x21, 0, 0, .. "aops"u8]));

    [Fact]
    public void Refuses_WindowsThatDoNotExist()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZstdReadStream(Stream.Null, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZstdReadStream(Stream.Null, 32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZstdWriteStream(Stream.Null, 1, 32));
    }

    [Fact]
    public void ChangedByte_NeverGivesOtherContent()
    {
        var plain = Content(600);
        var packed = Pack(plain);
        for (var at = 0; at < packed.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                packed[at] ^= (byte)(1 << bit);
                var fault = Record.Exception(() => Assert.Equal(plain, Unpack(packed)));
                packed[at] ^= (byte)(1 << bit);

                Assert.True(fault is null or InvalidDataException, $"byte {at}, bit {bit}: {fault}");
            }
        }
    }

    [Fact]
    public void DamagedFrames_EndInOneFault()
    {
        var random = new Random(3);
        var packed = Pack(Content(200_000));
        for (var round = 0; round < 300; round++)
        {
            var bytes = packed.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
                bytes[random.Next(random.Next(2) == 0 ? 40 : bytes.Length)] = (byte)random.Next(256);
            var fault = Record.Exception(() => Unpack(bytes, piece: random.Next(1, bytes.Length)));

            Assert.True(fault is null or InvalidDataException, fault?.ToString());
        }
    }

    [Fact]
    public void AfterAFault_NothingMoreComes()
    {
        var packed = Pack(Content(2000));
        packed[0] ^= 1;
        using var zstd = new ZstdReadStream(new PieceStream(packed, 3), WindowLog);
        for (var i = 0; i < 3; i++) Assert.Throws<InvalidDataException>(() => zstd.ReadByte());
    }

    [Fact]
    public void Closed_IsNotRead()
    {
        var zstd = new ZstdReadStream(new MemoryStream(Pack([1])), WindowLog);
        zstd.Dispose();
        zstd.Dispose();
        Assert.Throws<ObjectDisposedException>(() => zstd.ReadByte());
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, piece)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
