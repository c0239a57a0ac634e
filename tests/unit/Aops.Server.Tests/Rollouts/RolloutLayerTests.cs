using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
using Aops.Server.Audit;
using Aops.Server.Layers;

namespace Aops.Server.Tests.Rollouts;

/// <summary>What rollouts and the layers beside them do to one another.</summary>
public sealed class RolloutLayerTests
{
    [Fact]
    public async Task RevisionIsMade_AndNoHostHasIt_BeforeItsOrder()
    {
        await using var bench = await RolloutBench.StartAsync(10);

        await bench.StartRolloutAsync();

        Assert.Equal(2, (await bench.Layers.FindHeadAsync(LayerName.Fleet, CancellationToken.None))!.Number);
        Assert.All(await bench.RevisionsAsync(), host => Assert.Equal(1, host.Value));
    }

    [Fact]
    public async Task HostThatComesIn_KeepsTheRevisionBefore_UntilItIsOrdered()
    {
        await using var bench = await RolloutBench.StartAsync(10);
        var id = await bench.StartRolloutAsync();
        await bench.StepAsync();

        var host = await bench.AddHostAsync();

        Assert.Equal(1, (await bench.RevisionsAsync())[host.Id]);
        await bench.RunUntilAsync(id, RolloutState.Completed);
        Assert.Equal(("2.0", 1), (host.Version, host.Switches.Count));
    }

    [Fact]
    public async Task WriteOfTheLayer_SupersedesTheRollout_AndSaysSo()
    {
        await using var bench = await RolloutBench.StartAsync(20);
        var id = await bench.StartRolloutAsync();
        await bench.RunUntilAsync(id, _ => bench.Hosts.Any(host => host.IsPreparing));

        var changed = await bench.WriteAsync(RolloutBench.DocumentOf("3.0"));
        await bench.StepAsync();

        Assert.Equal([id], changed.Superseded);
        Assert.Equal(RolloutState.Superseded, (await bench.FindAsync(id)).State);
        Assert.All(await bench.RevisionsAsync(), host => Assert.Equal(3, host.Value));
        Assert.All(await bench.ListAsync(id), host => Assert.Contains(
            host.Assignment.State, new[] { AssignmentState.Superseded, AssignmentState.Succeeded }));
    }

    [Fact]
    public async Task LaterRollout_TakesThePlaceOfTheOneUnderWay()
    {
        await using var bench = await RolloutBench.StartAsync(20);
        var first = await bench.StartRolloutAsync();
        await bench.RunUntilAsync(first, _ => bench.Hosts.Any(host => host.IsPreparing));

        var second = await bench.StartRolloutAsync("3.0");
        await bench.RunUntilAsync(second, RolloutState.Completed);

        Assert.Equal(RolloutState.Superseded, (await bench.FindAsync(first)).State);
        Assert.All(bench.Hosts, host => Assert.Equal("3.0", host.Version));
        Assert.All(await bench.RevisionsAsync(), host => Assert.Equal(3, host.Value));
    }

    [Fact]
    public async Task Abort_LeavesWhatHasSwitched_AndTakesTheRestBack()
    {
        await using var bench = await RolloutBench.StartAsync(30);
        var id = await bench.StartRolloutAsync(strategy: RolloutBench.Brisk with { Canary = new CanaryRule(0, 0) });
        await bench.RunUntilAsync(id, _ => bench.Hosts.Any(host => host.Version == "2.0"));

        await bench.ActAsync(id, AuditKinds.RolloutAbort, facts => RolloutVerbs.Apply(facts, RolloutTrigger.Abort, "enough"));
        var aborted = await bench.RunUntilAsync(id, RolloutState.Aborted);

        Assert.NotNull(aborted.EndedAt);
        var revisions = await bench.RevisionsAsync();
        Assert.All(bench.Hosts, host => Assert.Equal(host.Version == "2.0" ? 2 : 1, revisions[host.Id]));
        var newcomer = await bench.AddHostAsync();
        Assert.Equal(1, (await bench.RevisionsAsync())[newcomer.Id]);
    }
}
