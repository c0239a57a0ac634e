using System.Globalization;
using Aops.AgentService.Logs;
using Aops.Hosting.Logging;

namespace Aops.AgentService.Tests;

public sealed class LogTailTests : IDisposable
{
    private readonly TemporaryRoot _root = new();

    public LogTailTests() => Directory.CreateDirectory(Path.Combine(_root.Layout.Log, "subagents"));

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "8\n9\n")]
    [InlineData(100, "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n")]
    public void Last_GivesThatManyLines(int lines, string expected)
    {
        var path = _root.Layout.SubAgentLog("x");
        File.WriteAllText(path, string.Concat(Enumerable.Range(0, 10).Select(i => $"{i}\n")));
        Assert.Equal(expected, Last(path, lines));
    }

    [Fact]
    public void Last_OfALongFile_FindsItsStartAcrossBlocks()
    {
        var path = _root.Layout.SubAgentLog("x");
        File.WriteAllLines(path, Enumerable.Range(0, 100_000)
            .Select(i => i.ToString("D10", CultureInfo.InvariantCulture)));
        var lines = Last(path, 20_000).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(20_000, lines.Length);
        Assert.Equal("0000080000", lines[0]);
    }

    [Fact]
    public async Task Follow_GivesWhatIsAppended_AcrossARotation()
    {
        var path = _root.Layout.SubAgentLog("x");
        File.WriteAllText(path, "one\n");
        var output = new SharedOutput();
        using var stop = new CancellationTokenSource();
        var tail = new LogTail(() => LogFiles.FindNewest(_root.Layout, "x"));
        Assert.True(tail.WriteLast(1, output));
        var following = tail.FollowAsync(output, TimeProvider.System, stop.Token);
        File.AppendAllText(path, "two\n");
        await SeenAsync(output, "two\n");
        File.Move(path, path + ".1");
        File.WriteAllText(path, "3\n");
        await SeenAsync(output, "3\n");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        Assert.Equal("one\ntwo\n3\n", output.ToString());
    }

    [Fact]
    public void Newest_OfAHalf_IsTheOneThatIsWrittenTo()
    {
        foreach (var (name, age) in new[] { ("spm.log", 3), ("spm_001.log", 2), ("spm_002.log", 1), ("spmx.log", 0) })
        {
            var path = Path.Combine(_root.Layout.Log, name);
            File.WriteAllText(path, "");
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-age));
        }
        Assert.EndsWith("spm_002.log", LogFiles.FindNewest(_root.Layout, "spm"), StringComparison.Ordinal);
        Assert.Null(LogFiles.FindNewest(_root.Layout, "spa"));
    }

    private static string Last(string path, int lines)
    {
        var output = new StringWriter();
        new LogTail(() => path).WriteLast(lines, output);
        return output.ToString();
    }

    private static async Task SeenAsync(SharedOutput output, string end)
    {
        var until = Environment.TickCount64 + 10_000;
        while (!output.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            Assert.True(Environment.TickCount64 < until, $"no '{end}' within 10 s");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
