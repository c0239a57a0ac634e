using Aops.Rollouts.Hosts;
using Aops.Rollouts.Planning;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
using Aops.Rollouts.Tests.Simulation;

namespace Aops.Rollouts.Tests;

public sealed class RolloutPlannerTests
{
    private static readonly Dictionary<string, string> NoSubAgents = [];

    [Fact]
    public void Canaries_AreOneOfEachCell_BeforeAnyGivesASecondOne()
    {
        var plan = RolloutPlanner.Plan(Input(Hosts(100, 4)));

        var stage = Assert.Single(plan.Stages);
        Assert.Equal((4, 4), (stage.Cells, stage.Canaries.Count));
        Assert.Empty(stage.CellsUncovered);
        Assert.Equal(stage.Canaries.Order(),
            plan.Assignments.Where(host => host.IsCanary).Select(host => host.HostId).Order());
    }

    [Fact]
    public void CellsWithoutACanary_AreSaid()
    {
        var hosts = Hosts(100, 25);
        var stage = RolloutPlanner.Plan(Input(hosts)).Stages[0];

        Assert.Equal((25, 20, 5), (stage.Cells, stage.Canaries.Count, stage.CellsUncovered.Count));
    }

    [Fact]
    public void Order_IsStableWithinARollout_AndDifferentBetweenTwo()
    {
        var hosts = Hosts(50, 1);
        string[] Order(string id) => [.. RolloutPlanner.Plan(Input(hosts) with { RolloutId = id })
            .Assignments.Select(host => host.HostId)];

        Assert.Equal(Order("r1"), Order("r1"));
        Assert.NotEqual(Order("r1"), Order("r2"));
        Assert.NotEqual(hosts.Select(host => host.HostId), Order("r1"));
    }

    [Fact]
    public void Plan_HasWavesBytesExclusionsAndPermissions()
    {
        var hosts = Hosts(80, 1);
        hosts[0] = hosts[0] with { Exclusion = Exclusion.AlreadyThere };
        hosts[1] = hosts[1] with { Stage = null };
        hosts[2] = hosts[2] with { Reach = HostReach.Offline };
        hosts[3] = hosts[3] with { LacksPermission = true };
        hosts[4] = hosts[4] with { Reach = HostReach.Removed };
        hosts[5] = hosts[5] with { Reach = HostReach.Left };

        var plan = RolloutPlanner.Plan(Input(hosts));

        Assert.Equal((76, 75, 1), (plan.Hosts, plan.Stages[0].Hosts, plan.Stages[0].Waiting));
        Assert.Equal([5, 15, 45, 8], plan.Stages[0].Waves);
        Assert.Equal(76_000, plan.Stages[0].Bytes);
        Assert.Equal(1, plan.LackingPermission);
        Assert.Equal(
            new Dictionary<Exclusion, int>
            {
                [Exclusion.AlreadyThere] = 1, [Exclusion.NoStage] = 1, [Exclusion.Removed] = 1, [Exclusion.LeftLayer] = 1,
            }.OrderBy(entry => entry.Key),
            plan.Excluded.OrderBy(entry => entry.Key));
        Assert.Null(plan.EtaOfWaiting);
    }

    [Fact]
    public void Hash_NamesWhatWasPlanned()
    {
        var input = Input(Hosts(20, 2));
        string Hash(PlanInput changed) => RolloutPlanner.Plan(changed).Hash;

        Assert.Equal(Hash(input), Hash(input with { Now = input.Now.AddHours(1), HostTime = TimeSpan.Zero }));
        Assert.Equal(6, new HashSet<string>
        {
            Hash(input),
            Hash(input with { To = 3 }),
            Hash(input with { Strategy = RolloutStrategy.AllAtOnce }),
            Hash(input with { Strategy = new() { Stages = [new() { Name = "all", Pause = TimeSpan.FromSeconds(1) }] } }),
            Hash(input with { Strategy = new() { BytesPerSecondMax = 1 } }),
            Hash(input with { Hosts = [.. input.Hosts.Skip(1)] }),
        }.Count);
    }

    [Fact]
    public void Drift_IsToleratedUpToAPercentage()
    {
        var hosts = Hosts(100, 1);
        var planned = RolloutPlanner.Plan(Input(hosts));
        var now = RolloutPlanner.Plan(Input([.. hosts.Skip(1), new PlanHost
        {
            HostId = "new", Traits = hosts[0].Traits, Stage = 0,
        }]));

        var drift = PlanDrift.Between(planned, now);

        Assert.Equal(new PlanDrift(100, 1, 1, 0), drift);
        Assert.True(drift.IsWithin(2));
        Assert.False(drift.IsWithin(1.9));
        Assert.Throws<ArgumentException>(() => PlanDrift.Between(planned, now with { To = 9 }));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(60)]
    [InlineData(300)]
    public void Eta_IsWithinAFifth_OnTheSimulatedClock(int count)
    {
        var fleet = new SimulatedFleet(RolloutStrategy.Default, SimulatedHost.Many(count));
        var eta = fleet.Plan.Eta!.Value;
        fleet.Begin();

        Assert.True(fleet.RunTo(RolloutState.Completed, TimeSpan.FromDays(1)));

        Assert.InRange((fleet.Now - SimulatedFleet.Start) / eta, 0.8, 1.2);
    }

    [Fact]
    public void Eta_KnowsWindowsPausesAndPresence()
    {
        var window = new MaintenanceWindow(CronSchedule.Parse("0 9 * * *"), TimeSpan.FromMinutes(5), "UTC");
        var strategy = new RolloutStrategy { Canary = new(0, 0), Stages = [new() { Name = "all", Window = window }] };
        var hosts = Hosts(20, 1);
        hosts[0] = hosts[0] with { Reach = HostReach.Offline, ReturnsIn = TimeSpan.FromDays(3) };

        var plan = RolloutPlanner.Plan(Input(hosts) with { Strategy = strategy });

        // 5 hosts at 09:00, an hour after the start, and the other 14 a day later.
        Assert.Equal(TimeSpan.FromHours(25) + TimeSpan.FromMinutes(11.5), plan.Eta);
        Assert.Equal(TimeSpan.FromDays(3) + TimeSpan.FromMinutes(11.5), plan.EtaOfWaiting);
    }

    [Fact]
    public void HostThatNoStageTakes_IsNotWaitedFor()
    {
        var hosts = Hosts(20, 1);
        hosts[0] = hosts[0] with { Reach = HostReach.Offline, Stage = null };
        hosts[1] = hosts[1] with { Reach = HostReach.Left };

        var plan = RolloutPlanner.Plan(Input(hosts));

        Assert.Equal(2, plan.Excluded.Values.Sum());
        Assert.NotNull(plan.Eta);
        Assert.Equal(plan.Eta, plan.EtaOfWaiting);
    }

    private static List<PlanHost> Hosts(int count, int cells) => [.. Enumerable.Range(0, count).Select(i => new PlanHost
    {
        HostId = $"host{i:D3}", Stage = 0, Bytes = 1000,
        Traits = new HostTraits("debian 12", $"6.1.{i % cells}", "x64", NoSubAgents),
    })];

    private static PlanInput Input(IReadOnlyList<PlanHost> hosts) => new()
    {
        RolloutId = "r1", Layer = "fleet", From = 1, To = 2, Strategy = RolloutStrategy.Default, Hosts = hosts,
        Now = SimulatedFleet.Start, HostTime = TimeSpan.FromSeconds(90),
    };
}
