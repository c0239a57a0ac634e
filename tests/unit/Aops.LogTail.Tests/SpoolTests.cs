using Aops.LogTail.Records;
using Aops.LogTail.Spooling;
using Aops.LogTail.Tests.Support;
using Aops.TestSupport;

namespace Aops.LogTail.Tests;

/// <summary>What the spool keeps over crashes, damage and its bound.</summary>
public sealed class SpoolTests : IDisposable
{
    private const long Bound = 8 * 1024 * 1024;

    private readonly Folder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_ComeOutInOrder_WithNumbersFromOne()
    {
        using var spool = Open();
        spool.Append(_clock, 2, "a", "b");
        spool.Append(_clock, 3, "c");
        Assert.Equal([(1, "a"), (2, "b"), (3, "c")], spool.Drain(linesMax: 2));
        Assert.Equal(0, spool.WaitingLines);
    }

    [Fact]
    public void Reopened_GoesOnWithPositionNumbersAndWhatWasNotSent()
    {
        string stream;
        using (var spool = Open())
        {
            stream = spool.State.Stream;
            spool.Append(_clock, 3, "a", "b", "c");
            var first = spool.TryRead(1, 1000)!;
            spool.Delivery.Sent(first);
            spool.Delivery.Save();
        }
        using var again = Open();
        Assert.Equal(stream, again.State.Stream);
        Assert.Equal(3, again.State.Sources.Single().ReadLines);
        again.Append(_clock, 4, "d");
        Assert.Equal([(2, "b"), (3, "c"), (4, "d")], again.Drain());
    }

    // Members with the value 0 are not written.
    [Fact]
    public void StateOfAnEmptyFile_IsReadAgain()
    {
        var file = new FileState { Path = "/a", Device = 1, Inode = 2, Offset = 0, HeadBytes = 0, Head = 0 };
        var source = new SourceState { Name = "app", Files = { ["1:2"] = file }, Untold = new(0, "rate", 0, 0, default, default, 0, 0) };
        using (var spool = Open())
        {
            var chunk = new Chunk(1, _clock.GetUtcNow(), new RecordWriter());
            chunk.Change(source);
            spool.Append(chunk);
        }
        using var again = Open();
        Assert.Equal(file, again.State.Sources.Single().Files["1:2"]);
        Assert.Equal("rate", again.State.Sources.Single().Untold!.Reason);
    }

    // What a SIGKILL or a power cut leaves: the file ends anywhere.
    [Fact]
    public void CutAnywhere_LosesWholeRecordsFromTheEnd_AndThePositionGoesBackWithThem()
    {
        var bytes = Written(out var name);
        var ends = new List<long>();
        for (var length = 0; length <= bytes.Length; length++)
        {
            using var cut = new Folder();
            File.WriteAllBytes(cut[name], bytes[..length]);
            using var spool = Spool.Open(cut.Path, Bound, _clock);
            var position = spool.State.Sources.SingleOrDefault()?.ReadLines ?? 0;
            Assert.Equal(Enumerable.Range(1, (int)position).Select(i => ((long)i, $"line {i}")), spool.Drain());
            // Lines that are read again get the next numbers, without a gap.
            spool.Append(_clock, position + 1, "next");
            Assert.Equal([(position + 1, "next")], spool.Drain());
            ends.Add(position);
        }
        Assert.Equal(0, ends[0]);
        Assert.Equal(6, ends[^1]);
        Assert.Equal(ends.Order(), ends);
        Assert.Equal([0, 1, 3, 6], ends.Distinct());
    }

    [Fact]
    public void FlippedByte_IsNeverDelivered()
    {
        var bytes = Written(out var name);
        for (var at = 0; at < bytes.Length; at += 3)
        {
            using var folder = new Folder();
            var damaged = bytes.ToArray();
            damaged[at] ^= 0x20;
            File.WriteAllBytes(folder[name], damaged);
            using var spool = Spool.Open(folder.Path, Bound, _clock);
            var lines = spool.Drain();
            Assert.Equal(Enumerable.Range(1, lines.Count).Select(i => ((long)i, $"line {i}")), lines);
            Assert.True(lines.Count < 6, $"byte {at}");
        }
    }

    [Fact]
    public void AboveTheBound_TheOldestGo_AndEachIsCounted()
    {
        using var spool = Open();
        var text = new string('x', 1000);
        var count = 0;
        for (; count < 20_000; count += 100)
            spool.Append(_clock, count, [.. Enumerable.Range(count + 1, 100).Select(i => $"{i} {text}")]);
        Assert.True(spool.Bytes <= Bound);
        var dropped = spool.Delivery.Now.Dropped["spool-full"];
        Assert.Equal(dropped, spool.Delivery.Now.Untold["spool-full"].Lines);

        var lines = spool.Drain();

        Assert.Equal(count, lines.Count + dropped);
        Assert.Equal(20_000, lines[^1].Seq);
        // The segment of the next line may be on its way, and stays; what is missing is one piece behind it.
        Assert.Equal(1, lines[0].Seq);
        Assert.Equal(1, lines.Zip(lines.Skip(1)).Count(pair => pair.Second.Seq != pair.First.Seq + 1));
    }

    [Fact]
    public void KilledBetweenCountAndDelete_CountsOnce()
    {
        var text = new string('x', 1000);
        using (var spool = Open())
        {
            for (var i = 0; i < 3000; i += 100)
                spool.Append(_clock, i, [.. Enumerable.Range(i + 1, 100).Select(n => $"{n} {text}")]);
        }
        var second = Segment.OpenAll(_folder.Path);
        var victim = second[1].BaseSeq;
        var lines = second[2].BaseSeq - victim;
        foreach (var segment in second) segment.Dispose();
        using (var spool = Open())
        {
            spool.Delivery.Dropped("spool-full", victim, lines, 1, moveTo: null, droppingBase: victim);
        }

        using var again = Open();

        Assert.Equal(3000 - lines, again.Drain().Count);
        Assert.Equal(lines, again.Delivery.Now.Dropped["spool-full"]);
    }

    [Fact]
    public void DamagedInTheMiddle_CountsWhatIsMissing()
    {
        var text = new string('x', 1000);
        using (var spool = Open())
        {
            for (var i = 0; i < 3000; i += 100)
                spool.Append(_clock, i, [.. Enumerable.Range(i + 1, 100).Select(n => $"{n} {text}")]);
        }
        var oldest = Directory.EnumerateFiles(_folder.Path, "*.spool").Order(StringComparer.Ordinal).First();
        using (var file = File.OpenWrite(oldest)) file.SetLength(file.Length - 10);

        using var again = Open();

        Assert.Equal(3000, again.Drain().Count + again.Delivery.Now.Dropped["damaged"]);
    }

    [Fact]
    public void DamagedFromItsFirstByte_CountsTheWholeSegment()
    {
        var text = new string('x', 1000);
        using (var spool = Open())
        {
            for (var i = 0; i < 3000; i += 100)
                spool.Append(_clock, i, [.. Enumerable.Range(i + 1, 100).Select(n => $"{n} {text}")]);
        }
        var second = Directory.EnumerateFiles(_folder.Path, "*.spool").Order(StringComparer.Ordinal).ElementAt(1);
        File.WriteAllText(second, "");

        using var again = Open();

        Assert.Equal(3000, again.Drain().Count + again.Delivery.Now.Dropped["damaged"]);
    }

    [Fact]
    public void CheckpointLost_SendsAgainUnderTheSameNumbers()
    {
        using (var spool = Open())
        {
            spool.Append(_clock, 2, "a", "b");
            Assert.Equal(2, spool.Drain().Count);
            spool.Delivery.Save();
        }
        File.WriteAllText(_folder["checkpoint.json"], "{");
        using var again = Open();
        Assert.Equal([(1, "a"), (2, "b")], again.Drain());
    }

    [Fact]
    public void SpoolBehindTheCheckpoint_GivesNoNumberTwice()
    {
        using (var spool = Open())
        {
            spool.Append(_clock, 2, "a", "b");
            spool.Drain();
            spool.Delivery.Save();
        }
        // The disk lost the segment that was sent.
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*.spool"))
            using (var stream = File.OpenWrite(file)) stream.SetLength(stream.Length - 1);
        using var again = Open();
        again.Append(_clock, 2, "a", "b");
        Assert.Equal([(3, "a"), (4, "b")], again.Drain());
    }

    private Spool Open() => Spool.Open(_folder.Path, Bound, _clock);

    // Three records, of one, two and three lines.
    private byte[] Written(out string name)
    {
        using (var spool = Open())
        {
            spool.Append(_clock, 1, "line 1");
            spool.Append(_clock, 3, "line 2", "line 3");
            spool.Append(_clock, 6, "line 4", "line 5", "line 6");
        }
        var file = Assert.Single(Directory.EnumerateFiles(_folder.Path, "*.spool"));
        name = Path.GetFileName(file);
        return File.ReadAllBytes(file);
    }
}
