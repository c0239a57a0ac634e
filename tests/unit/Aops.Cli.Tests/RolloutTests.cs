using System.Text.Json.Nodes;
using Aops.Cli.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>Rollouts: planned, started by the plan that was seen, followed, and ended.</summary>
public sealed class RolloutTests
{
    [Fact]
    public async Task Rollout_IsPlannedStartedPausedAndAborted()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);

        var planned = (await bench.RunAsync("rollout", "plan", "fleet", "--agent", "2.0.0", "--force", "--reason", "a newer one")).Expect(0);
        var id = planned.Output.Trim();
        Assert.Contains("3 hosts", planned.Error, StringComparison.Ordinal);
        Assert.Contains($"aops rollout start {id}", planned.Error, StringComparison.Ordinal);
        (await bench.RunAsync("rollout", "start", id)).Expect(2);
        (await bench.RunAsync("rollout", "start", id, "--yes", "--plan-hash", "another")).Expect(5);
        (await bench.RunAsync("rollout", "start", id, "--yes")).Expect(0);

        (await bench.RunAsync("rollout", "watch", id, "--timeout", "0s")).Expect(8);
        Assert.Contains("running", (await bench.RunAsync("rollout", "status", id)).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("db-1", (await bench.RunAsync("rollout", "hosts", id)).Expect(0).Output, StringComparison.Ordinal);
        var wide = (await bench.RunAsync("rollout", "hosts", id, "-o", "wide")).Expect(0).Output;
        Assert.Contains(Fleet.Db1, wide, StringComparison.Ordinal);
        Assert.Contains("paused", (await bench.RunAsync("rollout", "pause", id)).Expect(0).Output, StringComparison.Ordinal);
        (await bench.RunAsync("rollout", "pause", id)).Expect(5);
        (await bench.RunAsync("rollout", "abort", id)).Expect(0);
        (await bench.RunAsync("rollout", "watch", id)).Expect(1);
        var listed = JsonNode.Parse((await bench.RunAsync("rollout", "history", "--state", "aborted", "-o", "json")).Expect(0).Output)!;
        Assert.Equal((id, "a newer one"), ((string?)listed[0]!["id"], (string?)listed[0]!["reason"]));
    }

    [Fact]
    public async Task WrongWords_AreRefused()
    {
        await using var bench = await CliBench.StartAsync();

        (await bench.RunAsync("rollout", "plan", "fleet")).Expect(2);
        (await bench.RunAsync("rollout", "plan", "group:none", "--agent", "2.0.0", "--force")).Expect(3);
        (await bench.RunAsync("rollout", "status", "none")).Expect(3);
        (await bench.RunAsync("rollout", "undo", "none")).Expect(3);
    }
}
