using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
using Aops.Server.Audit;
using Aops.Server.Layers;

namespace Aops.Server.Tests.Rollouts;

/// <summary>Writes of a layer in the middle of a rollout that are about something else than the rollout.</summary>
public sealed class AmendedRolloutTests
{
    private const string Key = "heartbeatInterval";

    private static readonly RolloutStrategy WithoutCanary = RolloutBench.Brisk with { Canary = new CanaryRule(0, 0) };

    [Fact]
    public async Task EveryHostHasIt_NoneGetsTheVersionByIt_AndTheRolloutEnds()
    {
        await using var bench = await RolloutBench.StartAsync(30);
        var id = await RunToItsMiddleAsync(bench);
        var wanted = bench.Hosts.ToDictionary(host => host.Id, host => VersionOf(bench, host));

        var changed = await AmendAsync(bench, "40s");

        Assert.Equal(id, Assert.Single(changed.GoesOn));
        Assert.Empty(changed.Superseded);
        Assert.Equal(30, changed.Hosts);
        Assert.All(bench.Hosts, host => Assert.Equal(
            (wanted[host.Id], "40s"), (VersionOf(bench, host), SettingOf(bench, host))));
        Assert.Contains("1.0", wanted.Values);
        Assert.Contains("2.0", wanted.Values);
        await bench.RunUntilAsync(id, RolloutState.Completed);
        Assert.All(bench.Hosts, host => Assert.Equal("2.0", Assert.Single(host.Switches)));
        Assert.All(await bench.RevisionsAsync(), host => Assert.Equal(changed.Revision.Number, host.Value));
        var newcomer = await bench.AddHostAsync();
        Assert.Equal(("2.0", "40s"), (VersionOf(bench, newcomer), SettingOf(bench, newcomer)));
    }

    [Fact]
    public async Task HostThatComesInAfterIt_HasItAndTheVersionBefore()
    {
        await using var bench = await RolloutBench.StartAsync(10);
        await bench.StartRolloutAsync();

        await AmendAsync(bench, "40s");

        var newcomer = await bench.AddHostAsync();
        Assert.Equal(("1.0", "40s"), (VersionOf(bench, newcomer), SettingOf(bench, newcomer)));
    }

    [Fact]
    public async Task WritesBetweenAllSteps_AndARestart_ChangeNothingOfTheRollout()
    {
        await using var bench = await RolloutBench.StartAsync(24);
        var (id, writes) = (await bench.StartRolloutAsync(), 0);

        await bench.RunUntilAsync(id, RolloutState.Completed, between: async () =>
        {
            await AmendAsync(bench, $"{10 + ++writes}s");
            if (writes % 7 == 0) await bench.RestartAsync();
            if (writes % 7 == 0) await bench.SpeakAsync();
        });

        Assert.True(writes > 10, $"{writes} writes");
        Assert.All(bench.Hosts, host => Assert.Equal(
            ("2.0", 1, $"{10 + writes}s"), (host.Version, host.Switches.Count, SettingOf(bench, host))));
    }

    [Fact]
    public async Task Abort_TakesBackToTheVersionBefore_WithTheChange()
    {
        await using var bench = await RolloutBench.StartAsync(30);
        var id = await RunToItsMiddleAsync(bench);
        await AmendAsync(bench, "40s");

        await AbortAsync(bench, id);

        Assert.All(bench.Hosts, host => Assert.Equal((host.Version, "40s"), (VersionOf(bench, host), SettingOf(bench, host))));
        Assert.Contains(bench.Hosts, host => host.Version == "1.0");
    }

    [Fact]
    public async Task AfterAnAbort_EveryHostKeepsItsVersion()
    {
        await using var bench = await RolloutBench.StartAsync(30);
        var id = await RunToItsMiddleAsync(bench);
        await AbortAsync(bench, id);

        await AmendAsync(bench, "40s");
        await bench.SpeakAsync();
        await bench.StepAsync();

        Assert.All(bench.Hosts, host => Assert.Equal((host.Version, "40s"), (VersionOf(bench, host), SettingOf(bench, host))));
        Assert.Equal(RolloutState.Aborted, (await bench.FindAsync(id)).State);
    }

    [Fact]
    public async Task AHostThatWentBack_StaysBack_WithTheChange()
    {
        await using var bench = await RolloutBench.StartAsync(20);
        bench.Hosts[3].Fate = BenchFate.RollsBack;
        var id = await bench.StartRolloutAsync(strategy: WithoutCanary with { Budget = new BudgetRule(AttemptedMin: 50) });
        await bench.RunUntilAsync(id, _ => VersionOf(bench, bench.Hosts[3]) == "1.0" && bench.Hosts[3].Switches.Count == 1);

        await AmendAsync(bench, "40s");
        await bench.RunUntilAsync(id, rollout => RolloutTable.IsEnded(rollout.State));

        Assert.Equal(("1.0", 1), (bench.Hosts[3].Version, bench.Hosts[3].Switches.Count));
        Assert.Equal(("1.0", "40s"), (VersionOf(bench, bench.Hosts[3]), SettingOf(bench, bench.Hosts[3])));
    }

    [Fact]
    public async Task ARetryAfterIt_OrdersWhatFailed_WithTheChange()
    {
        await using var bench = await RolloutBench.StartAsync(8);
        foreach (var host in bench.Hosts) host.Fate = BenchFate.RollsBack;
        var id = await bench.StartRolloutAsync();
        await bench.RunUntilAsync(id, RolloutState.Halted);
        await AmendAsync(bench, "40s");
        foreach (var host in bench.Hosts) host.Fate = BenchFate.Good;

        await bench.ActAsync(id, AuditKinds.RolloutResume, facts => RolloutVerbs.Resume(facts, null));
        await bench.ActAsync(
            id, AuditKinds.RolloutRetry, facts => RolloutVerbs.Retry(facts, static _ => true), isRenewed: true);
        await bench.RunUntilAsync(id, RolloutState.Completed);

        Assert.All(bench.Hosts, host => Assert.Equal(("2.0", "40s"), (host.Version, SettingOf(bench, host))));
    }

    [Fact]
    public async Task AVersionThatTheWriteNames_AndIsNotPublished_HaltsNothing()
    {
        await using var bench = await RolloutBench.StartAsync(10);
        bench.Published = RolloutBench.ReleasesOf("1.0", "2.0");
        var id = await bench.StartRolloutAsync();
        await bench.StepAsync();
        var head = await bench.Layers.FindHeadAsync(LayerName.Fleet, CancellationToken.None);

        await bench.WriteAsync(head!.Document! with
        {
            SubAgents = [.. head.Document!.SubAgents!, new LayerSubAgent { Name = "db", Version = "8", Running = false }],
        });
        await bench.StepAsync();

        Assert.Equal(RolloutState.Running, (await bench.FindAsync(id)).State);
    }

    [Fact]
    public async Task TheRollout_IsOfTheNewRevisions()
    {
        await using var bench = await RolloutBench.StartAsync(10);
        var id = await bench.StartRolloutAsync();
        await bench.StepAsync();

        var changed = await AmendAsync(bench, "40s");

        var went = await bench.FindAsync(id);
        Assert.Equal((changed.Revision.Number, changed.Revision.Number - 1), (went.Revision, went.Previous));
        Assert.Equal("40s", went.Document.Settings[Key]);
        Assert.Equal(changed.Head!.Document!.Agent, changed.Revision.Document!.Agent);
    }

    private static async Task<string> RunToItsMiddleAsync(RolloutBench bench)
    {
        var id = await bench.StartRolloutAsync(strategy: WithoutCanary);
        await bench.RunUntilAsync(id, _ => bench.Hosts.Any(host => host.Version == "2.0"));
        return id;
    }

    private static async Task AbortAsync(RolloutBench bench, string id)
    {
        await bench.ActAsync(
            id, AuditKinds.RolloutAbort, facts => RolloutVerbs.Apply(facts, RolloutTrigger.Abort, "enough"));
        await bench.RunUntilAsync(id, RolloutState.Aborted);
    }

    // As a patch does it: of the newest revision, whatever its hosts have.
    private static async Task<LayerOutcome.Changed> AmendAsync(RolloutBench bench, string value)
    {
        var head = await bench.Layers.FindHeadAsync(LayerName.Fleet, CancellationToken.None);
        return await bench.WriteAsync(head!.Document! with { Settings = new Dictionary<string, string> { [Key] = value } });
    }

    private static string? VersionOf(RolloutBench bench, BenchHost host) =>
        bench.Desired.Find(host.Id).Document.Agent?.Version;

    private static string? SettingOf(RolloutBench bench, BenchHost host) =>
        bench.Desired.Find(host.Id).Document.Settings.GetValueOrDefault(Key);
}
