using System.Buffers.Binary;
using Aops.Contracts.Wire.Runs;
using Aops.Runs.Output;

namespace Aops.Runs.Tests;

/// <summary>Of more output than the quota, head and tail stay; a full disk costs output, and nothing else.</summary>
public sealed class SpoolQuotaTests : IDisposable
{
    private const int Content = 1000;
    private const int Frame = FrameHeader.Bytes + Content;
    private const long Quota = 256 * 1024;

    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.In("output");

    private long Size => Directory.GetFiles(Folder).Sum(f => new FileInfo(f).Length);

    public void Dispose() => _folder.Dispose();

    // Each frame begins with its number.
    private static void Write(SpoolWriter writer, int from, int count)
    {
        var content = new byte[Content];
        for (var i = from; i < from + count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(content, i);
            writer.Write(OutputStream.Out, DateTimeOffset.UnixEpoch, content);
        }
    }

    private List<int> ReadNumbers(long offset, long end, out long missing, Action<SpoolReader, long>? after = null)
    {
        var numbers = new List<int>();
        missing = 0;
        for (var reader = new SpoolReader(Folder); offset < end;)
        {
            var piece = reader.Read(offset, SpoolReader.PieceBytesMin, end);
            Assert.Equal(0, (piece.Offset - offset) % Frame);
            numbers.AddRange(Frames.Of(piece.Content).Select(f => BinaryPrimitives.ReadInt32LittleEndian(f.Content)));
            missing += piece.Missing;
            offset = piece.End;
            after?.Invoke(reader, offset);
        }
        return numbers;
    }

    [Fact]
    public void MoreThanTheQuota_LeavesHeadAndTail_AndTellsTheGap()
    {
        const int count = 2000;
        using var writer = new SpoolWriter(Folder, Quota, reserveBytes: 0);
        Write(writer, 0, count);

        var numbers = ReadNumbers(0, writer.End, out var missing);

        Assert.InRange(Size, Quota * 8 / 10, Quota);
        Assert.Equal(count * Frame, writer.End);
        Assert.Equal((count - numbers.Count) * (long)Frame, missing);
        var head = numbers.TakeWhile((n, i) => n == i).Count();
        Assert.InRange(head * Frame, Quota * 4 / 10, Quota / 2);
        Assert.Equal(Enumerable.Range(count - (numbers.Count - head), numbers.Count - head), numbers.Skip(head));
    }

    [Fact]
    public void WhatIsAcknowledged_MakesRoom()
    {
        using var writer = new SpoolWriter(Folder, Quota, reserveBytes: 0);
        var read = new List<int>();
        var offset = 0L;
        for (var i = 0; i < 20; i++)
        {
            Write(writer, i * 100, 100);
            read.AddRange(ReadNumbers(offset, writer.End, out var missing, (reader, to) => reader.Acknowledge(to)));
            Assert.Equal(0, missing);
            offset = writer.End;
            Assert.InRange(Directory.GetFiles(Folder).Length, 1, 2);
        }

        Assert.Equal(Enumerable.Range(0, 2000), read);
    }

    [Fact]
    public void Acknowledging_DeletesOnlyWhatIsWhollyBehind_AndNeverTheLast()
    {
        using var writer = new SpoolWriter(Folder, Quota, reserveBytes: 0);
        Write(writer, 0, 20);
        var begins = Directory.GetFiles(Folder).Select(f => long.Parse(Path.GetFileName(f))).Order().ToArray();
        Assert.InRange(begins.Length, 3, 20);
        var reader = new SpoolReader(Folder);

        reader.Acknowledge(begins[1] - 1);
        Assert.Equal(begins.Length, Directory.GetFiles(Folder).Length);
        reader.Acknowledge(begins[1]);
        Assert.Equal(begins.Length - 1, Directory.GetFiles(Folder).Length);
        reader.Acknowledge(writer.End);

        Assert.Equal(begins[^1], long.Parse(Path.GetFileName(Directory.GetFiles(Folder).Single())));
        Assert.Equal(writer.End, reader.FindEnd());
        Assert.Equal(begins[^1], reader.Read(0, SpoolReader.PieceBytesMin).Missing);
    }

    [Fact]
    public void FullDisk_LosesOutput_AndCountsIt()
    {
        using (var writer = new SpoolWriter(Folder, Quota, reserveBytes: long.MaxValue))
        {
            Write(writer, 0, 3);
            Assert.Equal((3 * Frame, 3 * Frame), (writer.End, writer.LostBytes));
        }

        var piece = new SpoolReader(Folder).Read(0, SpoolReader.PieceBytesMin, end: 3 * Frame);
        Assert.Equal((3 * Frame, 3 * Frame, 0), (piece.Offset, piece.Missing, piece.Content.Length));
    }

    [Fact]
    public void DiskThatIsFullForAWhile_LeavesAHole()
    {
        using var writer = new SpoolWriter(Folder, Quota, reserveBytes: 0);
        // A segment of 8 KiB is full after nine frames.
        Write(writer, 0, 9);
        Directory.Move(Folder, Folder + ".away");
        Write(writer, 9, 7);
        Assert.Equal(7 * Frame, writer.LostBytes);
        Directory.Move(Folder + ".away", Folder);
        Write(writer, 16, 2);

        var numbers = ReadNumbers(0, writer.End, out var missing);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 17], numbers);
        Assert.Equal(7 * Frame, missing);
    }

    [Fact]
    public async Task ReaderBesideAWriter_SeesNothingTwiceAndNothingTorn()
    {
        const int count = 5000;
        var done = 0L;
        var writing = Task.Run(() =>
        {
            using var writer = new SpoolWriter(Folder, 64 * 1024 * 1024, reserveBytes: 0);
            Write(writer, 0, count);
            Volatile.Write(ref done, writer.End);
        });
        var (reader, offset, numbers) = (new SpoolReader(Folder), 0L, new List<int>());
        while (Volatile.Read(ref done) is var end && (end == 0 || offset < end))
        {
            var piece = reader.Read(offset, SpoolReader.PieceBytesMin);
            Assert.Equal(0, piece.Missing);
            numbers.AddRange(Frames.Of(piece.Content).Select(f => BinaryPrimitives.ReadInt32LittleEndian(f.Content)));
            offset = piece.End;
            reader.Acknowledge(offset);
        }
        await writing;

        Assert.Equal(Enumerable.Range(0, count), numbers);
    }
}
