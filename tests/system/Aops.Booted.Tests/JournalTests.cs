using Aops.Harness;

namespace Aops.Booted.Tests;

/// <summary>log-tail before the journal of a machine: what is written to it arrives once, whatever ends in between.</summary>
public sealed class JournalTests(Site site) : BootedTest(site)
{
    /// <summary>The file that the entries come to, in the folder of the sub-agent.</summary>
    public const string Lines = "lines.jsonl";

    [Fact]
    public async Task Entries_ArriveOnce_AcrossKillsRotationsAndARestartOfJournald()
    {
        var pid = await Agent.RunTickerAsync(Stop, Site.LogTail);
        // It begins where the journal ends: what comes first says that it has begun.
        await Eventually.HoldsAsync("an entry arrives", BootedAgent.Soon, async token =>
        {
            await SayAsync("begin");
            return await CountAsync("begin", token) > 0;
        }, Stop);
        string[][] between =
        [
            [], ["kill", "-KILL", $"{pid}"], ["journalctl", "--rotate"], ["systemctl", "restart", "systemd-journald"],
        ];

        for (var i = 0; i < between.Length; i++)
        {
            if (between[i].Length > 0) (await Agent.Machine.RunAsync(Stop, between[i])).MustSucceed();
            await SayAsync($"mark-{i}");
        }

        for (var i = 0; i < between.Length; i++)
        {
            await Eventually.HoldsAsync($"mark-{i} arrives", BootedAgent.Soon, async token => await CountAsync($"mark-{i}", token) > 0, Stop);
            Assert.Equal(1, await CountAsync($"mark-{i}", Stop));
        }
        Assert.All(await ReadAsync("mark-", Stop), line => Assert.Contains("\"identifier\":\"aops-test\"", line, StringComparison.Ordinal));
    }

    private async Task SayAsync(string message) =>
        (await Agent.Machine.RunAsync(Stop, "logger", "-t", "aops-test", message)).MustSucceed();

    private async Task<int> CountAsync(string message, CancellationToken cancellationToken) =>
        (await ReadAsync(message, cancellationToken)).Count(line => line.Contains($"\"message\":\"{message}\"", StringComparison.Ordinal));

    private async Task<IReadOnlyList<string>> ReadAsync(string part, CancellationToken cancellationToken)
    {
        var found = await Agent.Machine.RunAsync(
            cancellationToken, "find", "/var/lib/aops", "-name", $"{Lines}*", "-exec", "grep", "-h", part, "{}", "+");
        return found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
