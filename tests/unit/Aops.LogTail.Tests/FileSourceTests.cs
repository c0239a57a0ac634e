using System.Diagnostics;
using Aops.LogTail.Files;
using Aops.LogTail.Records;
using Aops.LogTail.Settings;
using Aops.LogTail.Tests.Support;
using Aops.TestSupport;

namespace Aops.LogTail.Tests;

/// <summary>Real files, and what rotations do to them.</summary>
public sealed class FileSourceTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly ManualClock _clock = new();
    private FileSource? _source;

    public void Dispose()
    {
        _source?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void AtFirst_WhatIsThereIsLeftOut_AndWhatComesIsRead()
    {
        _folder.Append("a.log", "old");
        Begin(isFromBeginning: false);
        Assert.Empty(Read());
        _folder.Append("a.log", "one", "two\r");
        _folder.Append("b.log", "new file");
        Assert.Equal(["new file", "one", "two"], Read().Order());
    }

    [Fact]
    public void LineWithoutAnEnd_WaitsForIt()
    {
        Begin();
        File.WriteAllText(_folder["a.log"], "begun");
        Assert.Empty(Read());
        File.AppendAllText(_folder["a.log"], " done\n");
        Assert.Equal(["begun done"], Read());
    }

    [Fact]
    public void Renamed_IsReadToItsEnd_BesideTheNewOne()
    {
        Begin();
        _folder.Append("a.log", "1");
        Assert.Equal(["1"], Read());
        File.Move(_folder["a.log"], _folder["a.log.1"]);
        _folder.Append("a.log.1", "2");
        _folder.Append("a.log", "3");
        Assert.Equal(["2", "3"], Read().Order());
        Assert.Equal(2, _source!.FilesOpen);
        _clock.Advance(FileSource.CloseAfter);
        Read();
        Assert.Equal(1, _source.FilesOpen);
    }

    [Fact]
    public void DeletedWhileOpen_IsReadToItsEnd_WithALastLineWithoutOne()
    {
        Begin();
        _folder.Append("a.log", "1");
        Read();
        using (var writer = File.Open(_folder["a.log"], FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            File.Delete(_folder["a.log"]);
            writer.Write("2\nlast"u8);
        }
        Assert.Equal(["2"], Read());
        _clock.Advance(FileSource.CloseAfter);
        Assert.Equal(["last"], Read());
        Assert.Equal(0, _source!.FilesOpen);
    }

    [Fact]
    public void CopyAndTruncate_TakesTheRestFromTheCopy()
    {
        Begin();
        _folder.Append("a.log", "1");
        Read();
        _folder.Append("a.log", "2 was never looked at");
        File.Copy(_folder["a.log"], _folder["a.log.1"]);
        Truncate("a.log");
        _folder.Append("a.log", "3");
        Assert.Equal(["2 was never looked at", "3"], Read().Order());
        Assert.Equal(1, _source!.State.Truncations);
    }

    [Fact]
    public void TruncatedAndLongerAtOnce_IsSeenByItsBeginning()
    {
        Begin();
        _folder.Append("a.log", "first content");
        Read();
        Truncate("a.log");
        _folder.Append("a.log", "second content, which is longer", "more");
        Assert.Equal(["second content, which is longer", "more"], Read());
    }

    [Fact]
    public void CopyThatThePatternMatches_IsNotReadTwice()
    {
        Begin(pattern: "a.log*");
        _folder.Append("a.log", "1", "2");
        Read();
        File.Copy(_folder["a.log"], _folder["a.log.1"]);
        Assert.Empty(Read());
    }

    [Fact]
    public void Compressed_Excluded_Fifos_AndLinks_AreLeftOut()
    {
        Begin(pattern: "*", exclude: "*.tmp");
        _folder.Append("a.gz", "no");
        _folder.Append("a.tmp", "no");
        _folder.Append(".hidden", "no");
        _folder.Append("a.log", "yes");
        using var made = Process.Start("mkfifo", _folder["pipe"]);
        made.WaitForExit();
        File.CreateSymbolicLink(_folder["link"], "/etc/passwd");
        Assert.Equal(["yes"], Read());
    }

    [Fact]
    public void Restarted_GoesOnWhereTheLastChunkEnded()
    {
        Begin();
        _folder.Append("a.log", "1");
        Read();
        var state = Restart();
        _folder.Append("a.log", "2");
        Begin(earlier: state);
        Assert.Equal(["2"], Read());
    }

    [Fact]
    public void RotatedWhileStopped_IsFoundByItsInode()
    {
        Begin();
        _folder.Append("a.log", "1");
        Read();
        var state = Restart();
        _folder.Append("a.log", "2");
        File.Move(_folder["a.log"], _folder["a.log.1"]);
        _folder.Append("a.log", "3");
        Begin(earlier: state);
        Assert.Equal(["2", "3"], Read().Order());
    }

    [Fact]
    public void CopiedAndTruncatedWhileStopped_IsFoundByItsBeginning()
    {
        Begin();
        _folder.Append("a.log", "1");
        Read();
        var state = Restart();
        _folder.Append("a.log", "2");
        File.Copy(_folder["a.log"], _folder["a.log.1"]);
        Truncate("a.log");
        Begin(earlier: state);
        Assert.Equal(["2"], Read());
    }

    [Fact]
    public void GoneWhileStopped_IsCounted_AndTheNewOneIsReadWhole()
    {
        Begin();
        _folder.Append("a.log", "1");
        Read();
        var state = Restart();
        File.Delete(_folder["a.log"]);
        _folder.Append("a.log", "another file", "with two lines");
        Begin(earlier: state);
        Assert.Equal(["another file", "with two lines"], Read());
    }

    [Fact]
    public void LongLine_ComesInParts_WithinCharacters()
    {
        Begin(lineBytesMax: 1024);
        var line = new string('ä', 1300);
        _folder.Append("a.log", line, "short");
        var records = Reading.Pass(_source!, _clock);
        Assert.Equal(line, string.Concat(records.SkipLast(1).Select(Reading.Message)));
        Assert.Equal([1, 2, 3], records.SkipLast(1).Select(r => r.GetProperty("part").GetInt32()));
        Assert.Equal("short", Reading.Message(records[^1]));
        Assert.False(records[^1].TryGetProperty("part", out _));
        Assert.Equal(1, _source!.State.SplitLines);
    }

    [Fact]
    public void AnyBytes_BecomeValidJson()
    {
        Begin();
        File.WriteAllBytes(_folder["a.log"], [.. Enumerable.Range(0, 256).Select(i => (byte)i).Where(b => b != 10), 10]);
        var message = Assert.Single(Read());
        Assert.StartsWith("\0\u0001", message, StringComparison.Ordinal);
        Assert.Contains('\ufffd', message);
    }

    [Fact]
    public void ManyFiles_AreBounded_AndToldOf()
    {
        for (var i = 0; i <= FileSource.FilesMax; i++) _folder.Append($"{i}.log", "x");
        Begin();
        Assert.Equal(FileSource.FilesMax, Read().Count);
        Assert.Contains("more match", Assert.Single(_source!.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void RateAbove_IsDropped_CountedAndTold()
    {
        Begin(rate: new RateSettings(10, 0, 1, Waits: false));
        _folder.Append("a.log", [.. Enumerable.Range(0, 25).Select(i => $"{i}")]);
        Assert.Equal(10, Read().Count);
        Assert.Equal(15, _source!.State.DroppedLines);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var notice = Assert.Single(Reading.Pass(_source, _clock));
        Assert.Equal(15, notice.GetProperty("dropped").GetInt64());
        Assert.Equal("rate", notice.GetProperty("reason").GetString());
        Assert.NotEqual("", notice.GetProperty("from").GetString());
        Assert.Empty(Reading.Pass(_source, _clock));
    }

    [Fact]
    public void RateThatWaits_DropsNothing()
    {
        Begin(rate: new RateSettings(10, 0, 1, Waits: true));
        _folder.Append("a.log", [.. Enumerable.Range(0, 25).Select(i => $"{i}")]);
        var read = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            read.AddRange(Read());
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i}"), read);
        Assert.Equal(0, _source!.State.DroppedLines);
    }

    private void Begin(
        string pattern = "*.log", bool isFromBeginning = true, SourceState? earlier = null, int lineBytesMax = 65536,
        RateSettings? rate = null, params string[] exclude)
    {
        var settings = new SourceSettings
        {
            Name = "app", Files = [_folder[pattern]], Exclude = exclude, FromBeginning = isFromBeginning,
            LineBytesMax = lineBytesMax, Rate = rate,
        };
        _source = new FileSource(settings, Chunks.Head, earlier, _clock);
    }

    // Files are looked for each second.
    private IReadOnlyList<string> Read()
    {
        _clock.Advance(FileSource.ScanEvery);
        var messages = Reading.Messages(_source!, _clock);
        _state = Reading.Fold(_state, _source!);
        return messages;
    }

    private SourceState? _state;

    private SourceState Restart()
    {
        _source!.Dispose();
        return _state!;
    }

    private void Truncate(string name)
    {
        using var file = File.Open(_folder[name], FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
    }
}
