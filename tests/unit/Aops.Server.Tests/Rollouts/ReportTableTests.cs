using Aops.Contracts.Wire;
using Aops.Rollouts.Hosts;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
using Aops.Server.Rollouts;

namespace Aops.Server.Tests.Rollouts;

/// <summary>What is known of hosts from step to step of a rollout is what would be worked out again.</summary>
public sealed class ReportTableTests
{
    private static readonly BenchFate[] Fates = Enum.GetValues<BenchFate>();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Table_OfManySteps_SaysWhatAFreshOneSays_AndSoDoTheCounts(int seed)
    {
        var random = new Random(seed);
        await using var bench = await RolloutBench.StartAsync(40);
        foreach (var host in bench.Hosts) host.Fate = random.Next(2) == 0 ? BenchFate.Good : Fates[random.Next(Fates.Length)];
        var id = await bench.StartRolloutAsync(strategy: RolloutBench.Brisk with
        {
            Budget = new BudgetRule(int.MaxValue, 100, 5, int.MaxValue),
            Canary = new CanaryRule(0, 0), Ramp = RolloutStrategy.Default.Ramp, Soak = TimeSpan.FromSeconds(30),
        });
        var hosts = await bench.ListAsync(id);
        var wanted = await bench.WantedAsync(id);
        var (table, reports, phases) = (new ReportTable(hosts), bench.NewReports(), new HashSet<ReportPhase>());

        await bench.RunUntilAsync(id, rollout => rollout.State != RolloutState.Running || bench.Turns > 150, async () =>
        {
            var host = bench.Hosts[random.Next(bench.Hosts.Count)];
            if (random.Next(3) == 0 && host.Fate != BenchFate.Dies) host.IsOnline = !host.IsOnline;
            if (random.Next(4) == 0) host.Hold = host.Hold is null ? HoldOf(bench.Clock.GetUtcNow()) : null;
            if (random.Next(5) == 0) bench.StartAgain(host);
            Replace(hosts, await bench.ListAsync(id));
            Compare(host.Id);
            // An answer goes out, and nothing is heard.
            foreach (var one in bench.Hosts.Where(_ => random.Next(2) == 0)) bench.NoteSent(one);
            Compare(host.Id);
            phases.UnionWith(table.Values.Select(report => report.Phase));
            var stored = await bench.FindAsync(id);
            Assert.Equal(RolloutCounts.Of(hosts, stored.Stages.Count).Select(stage => stage.ToList()), stored.Counts.Select(stage => stage.ToList()));
        });

        Assert.True(phases.Count > 3, string.Join(", ", phases));

        void Compare(string taken)
        {
            var missing = new Dictionary<string, bool> { [bench.Hosts[0].Id] = true };
            var fresh = new ReportTable([.. hosts]);
            foreach (var one in new[] { table, fresh }) one.Take(reports, wanted, missing, id => id == taken);
            Assert.Equal(fresh.ToList(), [.. table]);
        }
    }

    private static ChangeHold HoldOf(DateTimeOffset now) => new() { At = now, Until = now.AddSeconds(20), Reason = "a look" };

    // The same object where nothing has changed, as the rollout in memory has it.
    private static void Replace(List<RolloutHost> hosts, List<RolloutHost> now)
    {
        for (var i = 0; i < hosts.Count; i++)
        {
            if (hosts[i].Assignment != now[i].Assignment || hosts[i].ToldChange != now[i].ToldChange
                || hosts[i].SeenReports != now[i].SeenReports)
            {
                hosts[i] = now[i];
            }
        }
    }
}
