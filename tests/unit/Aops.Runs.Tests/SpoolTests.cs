using System.Text;
using Aops.Contracts.Wire.Runs;
using Aops.Runs.Output;

namespace Aops.Runs.Tests;

public sealed class SpoolTests : IDisposable
{
    private const int Piece = SpoolReader.PieceBytesMin;
    private const long Quota = 256 * 1024;

    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.In("output");

    public void Dispose() => _folder.Dispose();

    private SpoolWriter Write(params (OutputStream Stream, string Text)[] parts)
    {
        var writer = new SpoolWriter(Folder, Quota, reserveBytes: 0);
        foreach (var (stream, text) in parts) writer.Write(stream, Time, Encoding.UTF8.GetBytes(text));
        return writer;
    }

    // Bytes whose value tells where they stood.
    private static byte[] Pattern(int seed, int length) =>
        [.. Enumerable.Range(0, length).Select(i => (byte)(seed + (i * 7)))];

    [Fact]
    public void TwoStreams_AreReadInTheirOrder()
    {
        using var writer = Write((OutputStream.Out, "one "), (OutputStream.Error, "two "), (OutputStream.Out, "three"));

        var piece = new SpoolReader(Folder).Read(0, Piece);

        Assert.Equal((0, 0, writer.End), (piece.Offset, piece.Missing, piece.End));
        Assert.Equal("one two three", Frames.Text(piece));
        Assert.Equal([OutputStream.Out, OutputStream.Error, OutputStream.Out], Frames.Of(piece.Content).Select(f => f.Stream));
    }

    [Fact]
    public void Frame_HasTheFormatOfTheProtocol()
    {
        using var writer = Write((OutputStream.Error, "ab"));

        var bytes = new SpoolReader(Folder).Read(0, Piece).Content;

        Assert.Equal(2, bytes[0]);
        Assert.Equal(Time.ToUnixTimeMilliseconds() * 1000, BitConverter.ToInt64(bytes, 1));
        Assert.Equal(2, BitConverter.ToInt32(bytes, 9));
        Assert.Equal("ab"u8, bytes.AsSpan(13));
    }

    [Fact]
    public void NoOutput_IsAnEmptyPiece()
    {
        var reader = new SpoolReader(Folder);

        Assert.Equal((0, 0, 0), (reader.Read(0, Piece).Offset, reader.Read(0, Piece).End, reader.FindEnd()));
        reader.Acknowledge(100);
    }

    [Fact]
    public void ReadersOfPieces_GetEveryByte()
    {
        using var writer = new SpoolWriter(Folder, Quota, reserveBytes: 0);
        var expected = new List<byte>();
        for (var i = 0; i < 60; i++)
        {
            var content = Pattern(i, (i * 397 % 3000) + 1);
            writer.Write(i % 2 == 0 ? OutputStream.Out : OutputStream.Error, Time, content);
            expected.AddRange(content);
        }

        var reader = new SpoolReader(Folder);
        var read = new List<byte>();
        for (var offset = 0L; offset < writer.End;)
        {
            var piece = reader.Read(offset, Piece);
            Assert.Equal((offset, 0), (piece.Offset, piece.Missing));
            read.AddRange(Frames.Of(piece.Content).SelectMany(f => f.Content));
            offset = piece.End;
        }
        Assert.Equal(expected, read);
        Assert.Equal(writer.End, reader.FindEnd());
    }

    [Fact]
    public void LongContent_BecomesSeveralFrames()
    {
        using var writer = new SpoolWriter(Folder, 8 * 1024 * 1024, reserveBytes: 0);
        var content = Pattern(3, (3 * FrameHeader.ContentBytesMax) + 5);
        writer.Write(OutputStream.Out, Time, content);

        var piece = new SpoolReader(Folder).Read(0, 1024 * 1024);

        Assert.Equal(4, Frames.Of(piece.Content).Count);
        Assert.Equal(content, Frames.Of(piece.Content).SelectMany(f => f.Content));
    }

    [Fact]
    public void OffsetWithinAFrame_IsReadToTheEndOfAFrame()
    {
        using var writer = Write((OutputStream.Out, "first"), (OutputStream.Out, "second"));
        var reader = new SpoolReader(Folder);
        var whole = reader.Read(0, Piece).Content;

        for (var offset = 1; offset < whole.Length; offset++)
            Assert.Equal(whole[offset..], reader.Read(offset, Piece).Content);
        Assert.Empty(reader.Read(whole.Length, Piece).Content);
    }

    [Fact]
    public void TornEnd_IsCut_AndReadOnceItIsWhole()
    {
        long whole;
        using (var writer = Write((OutputStream.Out, "whole"))) whole = writer.End;
        var file = Directory.GetFiles(Folder).Single();
        var frame = new byte[FrameHeader.Bytes + 4];
        new FrameHeader(OutputStream.Out, 1, 4).Write(frame);
        "torn"u8.CopyTo(frame.AsSpan(FrameHeader.Bytes));
        var before = File.ReadAllBytes(file);
        var reader = new SpoolReader(Folder);

        for (var length = 0; length < frame.Length; length++)
        {
            File.WriteAllBytes(file, [.. before, .. frame[..length]]);
            Assert.Equal((whole, "whole"), (reader.FindEnd(), Frames.Text(reader.Read(0, Piece))));
            Assert.Empty(reader.Read(whole, Piece).Content);
        }
        File.WriteAllBytes(file, [.. before, .. frame]);
        Assert.Equal("torn", Frames.Text(reader.Read(whole, Piece)));
    }

    [Fact]
    public void DamagedHeader_LosesTheRestOfItsSegmentAlone()
    {
        using var writer = new SpoolWriter(Folder, Quota, reserveBytes: 0);
        for (var i = 0; i < 20; i++) writer.Write(OutputStream.Out, Time, Pattern(i, 1000));
        var files = Directory.GetFiles(Folder).Order().ToArray();
        using (var file = File.OpenWrite(files[0]))
        {
            file.Position = 1013;
            file.Write([9, 9, 9, 9, 9, 9, 9, 9, 9, 255, 255, 255, 255]);
        }
        var reader = new SpoolReader(Folder);

        var first = reader.Read(0, Piece);
        var second = reader.Read(first.End, Piece);

        Assert.Equal(1013, first.End);
        Assert.Equal(long.Parse(Path.GetFileName(files[1])), second.Offset);
        Assert.Equal(second.Offset - first.End, second.Missing);
    }

    [Fact]
    public void WriterOfASecondStart_GoesOnBehindAWholeFrame()
    {
        long whole;
        using (var writer = Write((OutputStream.Out, "before "))) whole = writer.End;
        File.AppendAllText(Directory.GetFiles(Folder).Single(), "\u0001torn");

        using (var writer = Write((OutputStream.Out, "after"))) Assert.True(writer.End > whole);

        var reader = new SpoolReader(Folder);
        Assert.Equal("before ", Frames.Text(reader.Read(0, Piece)));
        Assert.Equal((whole, "after"), (reader.Read(whole, Piece).Offset, Frames.Text(reader.Read(whole, Piece))));
    }

    [Fact]
    public void SegmentWithoutAWholeFrame_IsNotInTheWay()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, new string('0', 20)), "\u0001");

        using var writer = Write((OutputStream.Out, "a"));

        Assert.Equal(("a", 0), (Frames.Text(new SpoolReader(Folder).Read(0, Piece)), writer.LostBytes));
    }
}
