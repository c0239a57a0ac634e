using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
using Aops.Rollouts.Tests.Simulation;

namespace Aops.Rollouts.Tests;

/// <summary>
/// Random fleets, strategies, weather and operators, replayed by their seed. <see cref="StepChecks"/> holds of each step;
/// here is what holds of a whole rollout.
/// </summary>
public sealed class RolloutSeedTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(60);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomRollout_HoldsTheInvariants_AndEnds(int seed)
    {
        var random = new Random(seed);
        var stages = random.Next(1, 4);
        var fleet = new SimulatedFleet(Strategy(random, stages), Hosts(random), host => host.Id.Length % stages)
        {
            ChangesMax = random.Next(3) == 0 ? 3 : 500,
        };
        fleet.Begin(isApproved: true);
        var chargedBefore = 0;
        var unprovenBefore = 0;

        for (var round = 0; !RolloutTable.IsEnded(fleet.Rollout.State); round++)
        {
            Assert.True(fleet.Now < SimulatedFleet.Start + Longest, $"it is {fleet.Rollout.State} after {Longest.TotalDays} days");
            fleet.RunUntil(f => RolloutTable.IsEnded(f.Rollout.State) || f.Rollout.State == RolloutState.Halted,
                TimeSpan.FromMinutes(random.Next(1, 600)));
            if (fleet.Rollout.State == RolloutState.Halted)
            {
                // All that a halt does not reach is what was unproven when it came.
                (chargedBefore, unprovenBefore) = (fleet.Charged, Unproven(fleet));
                fleet.Run(TimeSpan.FromHours(3));
                Assert.True(fleet.Charged <= chargedBefore + unprovenBefore);
            }
            Act(random, fleet, round);
        }

        Assert.DoesNotContain(fleet.Hosts.Values, host => host.HasSwitchedUnwanted);
        AssertNothingIsLost(fleet);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AReleaseThatCrashes_ReachesItsCanariesAlone(int seed)
    {
        var random = new Random(seed);
        var hosts = Enumerable.Range(0, 400).Select(i => new SimulatedHost($"h{i}") { Fate = HostFate.Crashes });
        var fleet = new SimulatedFleet(RolloutStrategy.Default with { Canary = new(random.Next(2, 20)) }, hosts).Begin();

        fleet.Run(TimeSpan.FromDays(1));

        Assert.Equal(RolloutState.Halted, fleet.Rollout.State);
        Assert.InRange(fleet.Hosts.Values.Count(host => host.SwitchedAt is not null), 1, fleet.Stages[0].Canaries);
    }

    private static int Unproven(SimulatedFleet fleet) =>
        fleet.Assignments.Count(host => host.IsUnproven(fleet.Now, fleet.Rollout.Strategy.Soak));

    private static void AssertNothingIsLost(SimulatedFleet fleet)
    {
        Assert.Equal(fleet.Hosts.Keys.Order(), fleet.Assignments.Select(host => host.HostId).Order());
        // A trial that goes on belongs to the host; everything else has an end that is told.
        Assert.DoesNotContain(fleet.Assignments, host => AssignmentTable.IsBeforeSwitch(host.State));
        if (fleet.Rollout.State is RolloutState.Completed or RolloutState.CompletedWithExceptions)
        {
            Assert.DoesNotContain(fleet.Assignments, host => host.State is AssignmentState.Eligible or AssignmentState.Trial);
            Assert.All(fleet.Assignments.Where(host => host.State == AssignmentState.Succeeded), host => Assert.True(host.IsTold));
        }
        if (fleet.Rollout.State == RolloutState.Completed)
        {
            Assert.All(fleet.Assignments, host =>
                Assert.True(host.State is AssignmentState.Succeeded or AssignmentState.Excluded, $"{host.HostId} is {host.State}"));
        }
    }

    private static void Act(Random random, SimulatedFleet fleet, int round)
    {
        fleet.IsRepositoryDead = random.Next(6) == 0;
        fleet.IsFrozen = random.Next(10) == 0 && round < 40;
        if (random.Next(8) == 0 && !RolloutTable.IsEnded(fleet.Rollout.State)) fleet.Join(new SimulatedHost($"joined{round}"));
        if (random.Next(8) == 0) fleet.Hosts.Values.First().IsRemoved = true;
        switch (fleet.Rollout.State)
        {
            case RolloutState.Halted or RolloutState.Paused when random.Next(3) > 0:
                fleet.Say(RolloutVerbs.Resume(fleet.Facts, "seen"));
                break;
            case RolloutState.Halted:
                fleet.Say(RolloutTrigger.Abort);
                break;
            case RolloutState.Running when random.Next(6) == 0:
                fleet.Say(RolloutTrigger.Pause);
                break;
            case RolloutState.Running when random.Next(12) == 0:
                fleet.Say(RolloutTrigger.Abort);
                break;
            case RolloutState.Running when random.Next(20) == 0:
                fleet.Say(RolloutTrigger.Supersede);
                break;
            case RolloutState.Running when random.Next(6) == 0:
                fleet.Say(RolloutVerbs.Retry(fleet.Facts, _ => random.Next(2) == 0));
                break;
            default:
                fleet.Reconcile();
                break;
        }
    }

    private static RolloutStrategy Strategy(Random random, int stages) => RolloutStrategy.Default with
    {
        Canary = new(random.Next(0, 6), 0),
        Ramp = random.Next(5) == 0 ? RampRule.All : new(random.Next(1, 6), 1 + random.NextDouble() * 3, random.Next(1, 30)),
        Budget = new(random.Next(1, 20), random.Next(0, 60), random.Next(1, 8), random.Next(1, 5)),
        Soak = TimeSpan.FromMinutes(random.Next(0, 20)),
        Trail = TimeSpan.FromDays(random.Next(0, 8)),
        BytesPerSecondMax = random.Next(3) == 0 ? random.Next(2_000, 100_000) : null,
        Stages = [.. Enumerable.Range(0, stages).Select(i => new StageRule
        {
            Name = $"s{i}",
            Query = "x",
            Pause = TimeSpan.FromMinutes(random.Next(0, 30)),
            Window = random.Next(4) == 0
                ? new MaintenanceWindow(CronSchedule.Parse("0 20 * * *"), TimeSpan.FromHours(9), random.Next(2) == 0 ? "UTC" : null)
                : null,
        })],
    };

    private static List<SimulatedHost> Hosts(Random random)
    {
        var bad = random.NextDouble() * random.NextDouble();
        return [.. Enumerable.Range(0, random.Next(1, 40)).Select(i =>
        {
            var host = new SimulatedHost($"host{new string('x', i % 4)}{i}")
            {
                Fate = random.NextDouble() < bad ? (HostFate)random.Next(1, 6) : HostFate.Good,
                PhaseTime = TimeSpan.FromSeconds(random.Next(10, random.Next(10) == 0 ? 4000 : 120)),
                IsOnline = random.Next(6) > 0,
                IsHeld = random.Next(30) == 0,
            };
            for (var at = SimulatedFleet.Start; random.Next(3) > 0;)
                host.Toggles.Enqueue(at += TimeSpan.FromMinutes(random.Next(1, 2000)));
            return host;
        })];
    }
}
