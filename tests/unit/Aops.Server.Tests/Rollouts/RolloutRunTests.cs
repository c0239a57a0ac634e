using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
using Aops.Server.Audit;
using Aops.Server.Layers;
using Aops.Server.Rollouts;

namespace Aops.Server.Tests.Rollouts;

/// <summary>Rollouts on stored hosts, from the start to their end.</summary>
public sealed class RolloutRunTests
{
    [Fact]
    public async Task EveryHost_IsOrderedOnce_AndHostsThatComeInLaterTakeWhatIsThere()
    {
        await using var bench = await RolloutBench.StartAsync(40);
        var id = await bench.StartRolloutAsync();

        var done = await bench.RunUntilAsync(id, RolloutState.Completed);

        Assert.All(bench.Hosts, host => Assert.Equal(("2.0", 1), (host.Version, host.Switches.Count)));
        Assert.All(await bench.ListAsync(id), host => Assert.Equal((AssignmentState.Succeeded, 1), (host.Assignment.State, host.Assignment.Attempt)));
        Assert.All(await bench.RevisionsAsync(), host => Assert.Equal(2, host.Value));
        Assert.Equal(2, done.Revision);
        await bench.AddHostAsync();
        Assert.Equal(2, (await bench.RevisionsAsync())[bench.Hosts[^1].Id]);
    }

    [Fact]
    public async Task FirstChargedCanary_Halts_AndTheClusterNamesItsKernel()
    {
        await using var bench = await RolloutBench.StartAsync(60);
        foreach (var host in bench.Hosts.Where(RolloutBench.HasRareKernel)) host.Fate = BenchFate.RollsBack;
        var id = await bench.StartRolloutAsync(strategy: RolloutBench.Brisk with { Canary = new CanaryRule(12, 12) });

        var halted = await bench.RunUntilAsync(id, RolloutState.Halted);

        Assert.Contains("a canary was charged", halted.Standing.Reason);
        Assert.True(bench.Hosts.Count(host => host.Switches.Count > 0) <= 12, "more hosts than the canaries have switched");
        await bench.RunUntilAsync(id, _ => bench.Hosts.All(host => !host.IsPreparing), () => Task.CompletedTask);
        var attempted = await bench.Store.ListAttemptedAsync(id, CancellationToken.None);
        var failures = RolloutPresenter.ShowWhole(halted, null, attempted, isDry: false).Failures;
        Assert.Contains(failures, cluster => cluster.Traits.Any(trait => trait is { Name: "kernel", Value: "6.9.1" }));
        // Who went back is told what it runs.
        Assert.All(attempted.Where(host => host.Assignment.State == AssignmentState.RolledBack), host =>
            Assert.Equal("1.0", bench.Desired.Find(host.Id).Document.Agent!.Version));
    }

    [Fact]
    public async Task AReleaseThatIsWithdrawn_Halts_AndNoHostThatHasNotSwitchedHasTheOrder()
    {
        await using var bench = await RolloutBench.StartAsync(30);
        bench.Published = RolloutBench.ReleasesOf("1.0", "2.0");
        var id = await bench.StartRolloutAsync(strategy: RolloutStrategy.AllAtOnce);
        await bench.RunUntilAsync(id, _ => bench.Hosts.Any(host => host.IsPreparing));

        bench.Published = RolloutBench.ReleasesOf("1.0");
        await bench.StepAsync();

        var halted = await bench.FindAsync(id);
        Assert.Equal((RolloutState.Halted, "agent 2.0 was withdrawn by its publisher"), (halted.State, halted.Standing.Reason));
        Assert.All(bench.Hosts.Where(host => host.Switches.Count == 0),
            host => Assert.Equal("1.0", bench.Desired.Find(host.Id).Document.Agent!.Version));
        var resumed = await bench.Conductor.ActAsync(id, new RolloutVerb
        {
            Decide = (facts, _) => RolloutVerbs.Resume(facts, null),
            Act = (before, step) => RolloutAudit.Told(AuditKinds.RolloutResume, before, step, null),
        }, isDry: false, CancellationToken.None);
        Assert.Contains("It would halt again at once: agent 2.0 was withdrawn",
            Assert.IsType<VerbOutcome.Refused>(resumed!.Outcome).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARepositoryThatCannotBeRead_HaltsNothing_NorDoesAVersionThatWasNeverPublished()
    {
        await using var bench = await RolloutBench.StartAsync(10);
        bench.Published = RolloutBench.ReleasesOf("1.0", "2.0");
        var read = await bench.StartRolloutAsync();
        bench.Published = null;
        await bench.RunUntilAsync(read, RolloutState.Completed);

        var forced = await bench.StartRolloutAsync("3.0");
        bench.Published = RolloutBench.ReleasesOf("1.0");
        await bench.RunUntilAsync(forced, RolloutState.Completed);
    }

    [Fact]
    public async Task WhatHostsRunAlready_HaltsNothing_ThoughItIsWithdrawn()
    {
        await using var bench = await RolloutBench.StartAsync(10);
        bench.Published = [.. RolloutBench.ReleasesOf("1.0", "2.0").Where(release => release.Name != "web")];
        var id = await bench.StartRolloutAsync();

        await bench.RunUntilAsync(id, RolloutState.Completed);
    }

    // The numbers of the signer decide, whatever the versions are called.
    [Theory]
    [InlineData(null, 10)]
    [InlineData("1.0", 0)]
    public async Task AnOlderVersion_IsCountedInThePlan_UnlessItsMetadataPermitsTheWayBack(string? mayGoBackFrom, int lacking)
    {
        await using var bench = await RolloutBench.StartAsync(10);
        var releases = RolloutBench.ReleasesOf("9.9", "1.0", "2.0").ToList();
        releases[0] = releases[0] with { MayGoBackFrom = mayGoBackFrom, MayGoBackFromNumber = mayGoBackFrom is null ? null : 2 };
        bench.Published = releases;

        Assert.Equal(lacking, (await bench.PlanAsync("9.9")).Plan.LackingPermission);
        Assert.Equal(0, (await bench.PlanAsync("2.0")).Plan.LackingPermission);
    }

    [Fact]
    public async Task APairThatStartsAgainAndAgainWithinTheSoak_IsCharged_OneStartIsNot()
    {
        await using var bench = await RolloutBench.StartAsync(30);
        var id = await bench.StartRolloutAsync();
        await bench.RunUntilAsync(id, rollout => rollout.Counts.Any(stage => stage.GetValueOrDefault("succeeded") > 0));
        var row = (await bench.ListAsync(id)).First(host => host.Assignment.State == AssignmentState.Succeeded);
        var done = bench.Hosts.Single(host => host.Id == row.Id);

        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        bench.StartAgain(done);
        await bench.StepAsync();
        Assert.Equal(RolloutState.Running, (await bench.FindAsync(id)).State);

        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        bench.StartAgain(done);
        var halted = await bench.RunUntilAsync(id, RolloutState.Halted);
        Assert.Contains("has started again 2 times", halted.Standing.Reason);
    }

    [Fact]
    public async Task ServerThatStartsAgainAfterEveryTurn_OrdersNoneTwiceAndForgetsNone()
    {
        await using var bench = await RolloutBench.StartAsync(25);
        var id = await bench.StartRolloutAsync();

        await bench.RunUntilAsync(id, RolloutState.Completed, async () =>
        {
            await bench.RestartAsync();
            await bench.SpeakAsync();
        });

        Assert.All(bench.Hosts, host => Assert.Equal(("2.0", 1), (host.Version, host.Switches.Count)));
        Assert.All(await bench.ListAsync(id), host => Assert.Equal(1, host.Assignment.Attempt));
    }

    [Fact]
    public async Task Freeze_TakesOrdersBackFromThoseThatHaveNotSwitched_AndItsEndGivesThemAgain()
    {
        await using var bench = await RolloutBench.StartAsync(30);
        var id = await bench.StartRolloutAsync(strategy: RolloutStrategy.AllAtOnce);
        await bench.RunUntilAsync(id, _ => bench.Hosts.Any(host => host.IsPreparing));

        await bench.Freeze.BeginAsync(new Freeze { Reason = "r", Author = "o", Since = bench.Clock.GetUtcNow() });
        await bench.StepAsync();
        Assert.Equal("the fleet is frozen: r", RolloutPresenter.Show(await bench.FindAsync(id), bench.Freeze.Current).Why);

        Assert.All(bench.Hosts, host => Assert.Equal("1.0", bench.Desired.Find(host.Id).Document.Agent!.Version));
        var switched = bench.Hosts.Count(host => host.Switches.Count > 0);
        for (var turn = 0; turn < 20; turn++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(5));
            await bench.SpeakAsync();
            await bench.StepAsync();
        }
        Assert.Equal(switched, bench.Hosts.Count(host => host.Switches.Count > 0));
        Assert.Equal(RolloutState.Running, (await bench.FindAsync(id)).State);
        await bench.Freeze.EndAsync(bench.Clock.GetUtcNow());
        await bench.RunUntilAsync(id, RolloutState.Completed);
        Assert.All(bench.Hosts, host => Assert.Equal("2.0", host.Version));
    }

    [Fact]
    public async Task RolloutThatIgnoresTheFreeze_GoesOn()
    {
        await using var bench = await RolloutBench.StartAsync(10);
        await bench.Freeze.BeginAsync(new Freeze { Reason = "r", Author = "o", Since = bench.Clock.GetUtcNow() });
        var id = await bench.StartRolloutAsync(strategy: RolloutBench.Brisk with { IgnoresFreeze = true });

        await bench.RunUntilAsync(id, RolloutState.Completed);

        Assert.All(bench.Hosts, host => Assert.Equal("2.0", host.Version));
    }

    [Fact]
    public async Task Pause_TakesOrdersBackFromThoseThatHaveNotSwitched_AndResumeGivesThemAgain()
    {
        await using var bench = await RolloutBench.StartAsync(30);
        var id = await bench.StartRolloutAsync(strategy: RolloutStrategy.AllAtOnce);
        await bench.RunUntilAsync(id, _ => bench.Hosts.Any(host => host.IsPreparing));

        await bench.ActAsync(id, AuditKinds.RolloutPause, facts => RolloutVerbs.Apply(facts, RolloutTrigger.Pause, null));
        await bench.StepAsync();

        Assert.All(bench.Hosts, host => Assert.Equal("1.0", bench.Desired.Find(host.Id).Document.Agent!.Version));
        await bench.RunUntilAsync(id, _ => bench.Hosts.All(host => !host.IsPreparing));
        Assert.All(bench.Hosts, host => Assert.Empty(host.Switches));
        await bench.ActAsync(id, AuditKinds.RolloutResume, facts => RolloutVerbs.Resume(facts, null));
        await bench.RunUntilAsync(id, RolloutState.Completed);
        Assert.All(bench.Hosts, host => Assert.Equal(("2.0", 1), (host.Version, host.Switches.Count)));
    }

    [Fact]
    public async Task HostsThatAreHindered_AreNotCharged_AndTheRolloutSaysSo()
    {
        await using var bench = await RolloutBench.StartAsync(12);
        foreach (var host in bench.Hosts) host.Fate = BenchFate.Hindered;
        var id = await bench.StartRolloutAsync(strategy: RolloutStrategy.AllAtOnce);

        var hindered = await bench.RunUntilAsync(id, rollout => rollout.Standing.IsHindered);

        Assert.Equal((RolloutState.Running, 0), (hindered.State, RolloutCounts.CountCharged(RolloutCounts.Sum(hindered.Counts))));
        foreach (var host in bench.Hosts) host.Fate = BenchFate.Good;
        await bench.RunUntilAsync(id, RolloutState.Completed);
    }

    [Fact]
    public async Task SuccessThatTurnsSickWithinTheSoak_IsCharged_AndHaltsInTheCanary()
    {
        await using var bench = await RolloutBench.StartAsync(20);
        foreach (var host in bench.Hosts) host.Fate = BenchFate.Regresses;
        var id = await bench.StartRolloutAsync();

        var halted = await bench.RunUntilAsync(id, RolloutState.Halted);

        Assert.Contains("web starts again and again", halted.Standing.Reason);
        Assert.Contains(await bench.ListAsync(id), host => host.Assignment.State == AssignmentState.Regressed);
    }

    [Fact]
    public async Task HostThatIsNeverHeardOfAgain_IsLost_AndItsLaterWordReplacesTheVerdict()
    {
        await using var bench = await RolloutBench.StartAsync(4);
        foreach (var host in bench.Hosts) host.Fate = BenchFate.Dies;
        var id = await bench.StartRolloutAsync();

        await bench.RunUntilAsync(id, RolloutState.Halted);

        var lost = (await bench.ListAsync(id)).Where(host => host.Assignment.State == AssignmentState.Lost).Select(host => host.Id).ToList();
        Assert.NotEmpty(lost);
        // It had taken the order in; the rollout stands still, so it goes on as it was, and is well.
        foreach (var host in bench.Hosts) (host.Fate, host.IsOnline) = (BenchFate.Good, true);
        await bench.ActAsync(id, AuditKinds.RolloutResume, facts => RolloutVerbs.Resume(facts, null));
        await bench.ActAsync(
            id, AuditKinds.RolloutRetry, facts => RolloutVerbs.Retry(facts, host => lost.Contains(host.HostId)), isRenewed: true);
        await bench.RunUntilAsync(id, RolloutState.Completed);
    }
}
