using System.Text.RegularExpressions;
using Aops.LogTail.Files;
using Aops.LogTail.Records;
using Aops.LogTail.Settings;
using Aops.LogTail.Tests.Support;
using Aops.TestSupport;

namespace Aops.LogTail.Tests;

/// <summary>Lines that belong together.</summary>
public sealed class MultilineTests : IDisposable
{
    private static readonly MultilineSettings ByDate = new(
        new Regex(@"^\d{4}-", RegexOptions.NonBacktracking), TimeSpan.FromSeconds(2), 2048);

    private readonly Folder _folder = new();
    private readonly ManualClock _clock = new();
    private FileSource _source = null!;
    private SourceState? _state;

    public void Dispose()
    {
        _source.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Record_EndsBeforeTheNextFirstLine()
    {
        Begin();
        _folder.Append("a.log", "2030-01 oops", "  at x", "", "  at y", "2030-01 next");
        Assert.Equal(["2030-01 oops\n  at x\n\n  at y"], Read());
    }

    [Fact]
    public void Record_EndsAfterASilence()
    {
        Begin();
        _folder.Append("a.log", "2030-01 oops", "  at x");
        Assert.Empty(Read());
        _folder.Append("a.log", "  at y");
        Assert.Empty(Read());
        _clock.Advance(ByDate.Flush);
        Assert.Equal(["2030-01 oops\n  at x\n  at y"], Read());
    }

    [Fact]
    public void LongRecord_ComesInParts_AndIsCounted()
    {
        Begin();
        var lines = Enumerable.Range(0, 100).Select(i => $"  at a line of a stack trace, number {i}").ToArray();
        _folder.Append("a.log", ["2030-01 oops", .. lines, "2030-01 next"]);
        _clock.Advance(FileSource.ScanEvery);
        var records = Reading.Pass(_source, _clock);
        Assert.True(records.Count > 1);
        Assert.All(records, record => Assert.InRange(Reading.Message(record).Length, 1, ByDate.BytesMax));
        Assert.Equal(Enumerable.Range(1, records.Count), records.Select(r => r.GetProperty("part").GetInt32()));
        Assert.Equal(string.Join('\n', lines.Prepend("2030-01 oops")), string.Join('\n', records.Select(Reading.Message)));
        Assert.Equal(1, _source.State.SplitLines);
    }

    [Fact]
    public void RestartWithinARecord_ReadsItWholeAgain()
    {
        Begin();
        _folder.Append("a.log", "2030-01 one", "2030-01 two", "  at x");
        Assert.Equal(["2030-01 one"], Read());
        _source.Dispose();
        Begin(_state);
        _folder.Append("a.log", "  at y", "2030-01 three");
        Assert.Equal(["2030-01 two\n  at x\n  at y"], Read());
    }

    // With backtracking this pattern takes time exponential to the line.
    [Fact]
    public void HostilePattern_TakesLinearTime()
    {
        Begin(settings: ByDate with { FirstLine = new Regex("^(a+)+$", RegexOptions.NonBacktracking), BytesMax = 1024 * 1024 });
        _folder.Append("a.log", new string('a', 60_000) + "b", "a");
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Single(Read());
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5));
    }

    private void Begin(SourceState? earlier = null, MultilineSettings? settings = null) =>
        _source = new FileSource(new SourceSettings
        {
            Name = "app", Files = [_folder["*.log"]], FromBeginning = true, Multiline = settings ?? ByDate,
        }, Chunks.Head, earlier, _clock);

    private IReadOnlyList<string> Read()
    {
        _clock.Advance(FileSource.ScanEvery);
        var messages = Reading.Messages(_source, _clock);
        _state = Reading.Fold(_state, _source);
        return messages;
    }
}
