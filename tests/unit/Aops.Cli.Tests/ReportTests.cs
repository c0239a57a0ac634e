using System.Text.Json;
using Aops.Cli.Faults;
using Aops.Cli.Tests.Support;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

public sealed class ReportTests
{
    [Fact]
    public async Task Reports_AreShownAsTheyWereWritten()
    {
        await using var bench = await CliBench.StartAsync();
        var agent = await TestAgent.EnrolAsync(bench.Server);
        var heartbeat = agent.Heartbeat();
        heartbeat.SubAgents =
        [
            heartbeat.SubAgents[0] with
            {
                Name = "space-watch",
                Report = JsonDocument.Parse("""{"freeBytes":7,"at":"2026-11-28T21:00:00+00:00"}""").RootElement,
            },
            heartbeat.SubAgents[0] with { Name = "silent", Report = null },
        ];
        await agent.SendAsync(heartbeat);

        Assert.Equal(
            "{\"space-watch\":{\"freeBytes\":7,\"at\":\"2026-11-28T21:00:00+00:00\"}}\n",
            (await bench.RunAsync("hosts", "report", agent.Id, "-o", "ndjson")).Expect(0).Output);
        var yaml = (await bench.RunAsync("hosts", "report", agent.Id, "space-watch")).Expect(0).Output;
        Assert.StartsWith("space-watch:\n  freeBytes: 7\n", yaml, StringComparison.Ordinal);
        Assert.Equal("space-watch\n", (await bench.RunAsync("hosts", "report", agent.Id, "-o", "name")).Expect(0).Output);
        Assert.Contains("'silent' has reported nothing yet",
            (await bench.RunAsync("hosts", "report", agent.Id, "silent")).Expect(CliExitCodes.NotFound).Error, StringComparison.Ordinal);
        Assert.Contains("there is no sub-agent 'other' on this host",
            (await bench.RunAsync("hosts", "report", agent.Id, "other")).Expect(CliExitCodes.NotFound).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostThatReportedNothing_HasAnEmptyDocument()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);

        var run = (await bench.RunAsync("hosts", "report", "db-1", "-o", "ndjson")).Expect(0);

        Assert.Equal("{}\n", run.Output);
        Assert.Contains("has reported anything yet", run.Error, StringComparison.Ordinal);
    }
}
