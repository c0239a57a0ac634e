using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Native.Processes;
using Aops.Swarm.Hosts;

namespace Aops.Integration.Tests.Rollouts;

/// <summary>Rollouts of bad releases over twelve real agents and simulated ones: each stops by itself, and says why.</summary>
public sealed class RolloutTests(RolloutFleet fleet) : IClassFixture<RolloutFleet>
{
    private const int CanariesMax = 20;

    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RolloutOrders Orders { get; } = new(fleet.Fleet.Server);

    [Fact]
    public async Task AReleaseThatCrashes_IsHaltedByItsCanaries_AndReachesNoOtherAgent()
    {
        await fleet.AddSwarmAsync("crowd", 1, UpgradeRule.AllSucceed, Stop);

        await Orders.MakeGroupAsync("mixed", 30, "label.kind=mixed or label.kind=crowd", Stop);

        var id = await Orders.StartAsync("group:mixed", RolloutFleet.CrashVersion, Strategy(CanariesMax, soakSeconds: 5), Stop);
        var detail = await Orders.WaitForStateAsync(id, "halted", Soon, Stop);

        Assert.InRange((int)detail["rollout"]!["charged"]!, 1, CanariesMax);
        Assert.InRange((int)detail["rollout"]!["attempted"]!, 1, CanariesMax);
        Assert.Contains(detail["failures"]!.AsArray(), cluster => ((string)cluster!["reason"]!).Contains("died", StringComparison.Ordinal));
        var tried = await TriedAsync(id, fleet.Mixed);
        Assert.InRange(tried.Count, 1, 2);
        await AssertAllRunAsync(fleet.Mixed, PublishedPrograms.First);
        await AssertNeverOrderedAsync(fleet.Mixed, RolloutFleet.CrashVersion, tried);
        await Orders.DoAsync(id, "abort", Stop);
    }

    // The kills stand for a release that dies after minutes: no test release does so and passes its trial.
    [Fact]
    public async Task APairThatDiesAgainAndAgainAfterItsTrial_IsHaltedInTheSoak()
    {
        var id = await Orders.StartAsync("group:real", PublishedPrograms.Second, Strategy(2, soakSeconds: 120), Stop);
        await Orders.WaitAsync(id, "a canary has succeeded", d => RolloutOrders.Count(d, "succeeded") > 0, Soon, Stop);
        var succeeded = (await Orders.HostsAsync(id, Stop)).First(host => (string)host["state"]! == "succeeded");
        var sick = fleet.Real[0];
        foreach (var agent in fleet.Real)
            if (await agent.IdAsync(Stop) == (string)succeeded["id"]!) sick = agent;
        for (var deaths = 0; deaths < 2; deaths++)
        {
            var before = sick.SendTo(Role.Spm, Signal.SIGKILL);
            await sick.WaitForSuccessorAsync(Role.Spm, before, Soon, Stop);
            await sick.WaitForAsync(Role.Spm, "its heartbeat is accepted", s => s.LastHeartbeatAt is not null, Soon, Stop);
            await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        }

        var detail = await Orders.WaitForStateAsync(id, "halted", Soon, Stop);

        Assert.True(RolloutOrders.Count(detail, "regressed") == 1, detail.ToJsonString());
        Assert.Contains("has started again", (string)detail["rollout"]!["why"]!, StringComparison.Ordinal);
        await AssertNeverOrderedAsync(fleet.Real, PublishedPrograms.Second, await TriedAsync(id, fleet.Real));
        await UndoAsync(id);
    }

    [Fact]
    public async Task AReleaseThatIsDeaf_IsChargedWithItsReason()
    {
        var id = await Orders.StartAsync("group:real", RolloutFleet.DeafVersion, Strategy(2, soakSeconds: 5), Stop);
        var detail = await Orders.WaitForStateAsync(id, "halted", Soon, Stop);

        Assert.InRange(RolloutOrders.Count(detail, "rolled-back"), 1, 2);
        Assert.Contains("is refused by the server", (string)detail["failures"]![0]!["reason"]!, StringComparison.Ordinal);
        await AssertAllRunAsync(fleet.Real, PublishedPrograms.First);
        await Orders.DoAsync(id, "abort", Stop);
    }

    [Fact]
    public async Task ADeadRepository_ChargesNoHost_AndIsToldAsAHindrance_UntilItIsBack()
    {
        var files = Path.Combine(fleet.Fleet.Server.Repository, "targets");
        var away = files + ".away";
        Directory.Move(files, away);
        string id;
        try
        {
            id = await Orders.StartAsync("group:real", RolloutFleet.FreshVersion, Strategy(3, soakSeconds: 2), Stop);
            var hindered = await Orders.WaitAsync(id, "it is hindered", d => (bool)d["rollout"]!["isHindered"]!, Soon, Stop);
            Assert.Equal("running", RolloutOrders.StateOf(hindered));
            Assert.Equal(0, (int)hindered["rollout"]!["charged"]!);
            Assert.All((await Orders.HostsAsync(id, Stop)).Where(host => host["cause"] is not null),
                host => Assert.Equal("server", (string)host["cause"]!));
        }
        finally
        {
            Directory.Move(away, files);
        }
        var done = await Orders.WaitForStateAsync(id, "completed", TimeSpan.FromMinutes(5), Stop);
        Assert.Equal(0, (int)done["rollout"]!["charged"]!);
        await AssertAllRunAsync(fleet.Real, RolloutFleet.FreshVersion);

        await UndoAsync(id);
    }

    [Fact]
    public async Task AFaultOfOneKernel_IsNamedByItsCluster()
    {
        const string Kernel = "6.8.0";
        var swarm = await fleet.AddSwarmAsync("kernels", 2, new UpgradeRule(Attribute: "kernel", Prefix: Kernel), Stop);
        await Orders.MakeGroupAsync("kernels", 20, "kind=kernels", Stop);

        var id = await Orders.StartAsync("group:kernels", PublishedPrograms.Second, Strategy(CanariesMax, soakSeconds: 1), Stop);
        var detail = await Orders.WaitForStateAsync(id, "halted", Soon, Stop);

        var strongest = detail["failures"]![0]!["traits"]![0]!;
        Assert.Equal("kernel", (string)strongest["name"]!);
        Assert.StartsWith(Kernel, (string)strongest["value"]!, StringComparison.Ordinal);
        Assert.Equal((int)detail["failures"]![0]!["hosts"]!, (int)strongest["charged"]!);
        Assert.All(swarm.Hosts.Where(host => host.Upgrade is { Phase: UpgradePhase.RolledBack }),
            host => Assert.StartsWith(Kernel, host.Traits.Info.Kernel, StringComparison.Ordinal));
        await Orders.DoAsync(id, "abort", Stop);
    }

    private static JsonObject Strategy(int canaries, int soakSeconds) => new()
    {
        ["canary"] = new JsonObject { ["hostsMax"] = canaries, ["hostsMin"] = Math.Min(2, canaries) },
        ["soakSeconds"] = soakSeconds,
    };

    // Its soak goes on for minutes after the last host is back.
    private async Task UndoAsync(string id)
    {
        await Orders.DoAsync(id, "undo", Stop);
        await AssertAllRunAsync(fleet.Real, PublishedPrograms.First);
        Assert.Contains(RolloutOrders.StateOf(await Orders.ShowAsync(id, Stop)), new[] { "rolling-back", "rolled-back" });
    }

    // The agents of a rollout that were ordered anything.
    private async Task<HashSet<string>> TriedAsync(string id, List<AgentHost> agents)
    {
        var real = new HashSet<string>();
        foreach (var agent in agents) real.Add(await agent.IdAsync(Stop));
        return [.. (await Orders.HostsAsync(id, Stop))
            .Where(host => real.Contains((string)host["id"]!) && (int)host["attempt"]! > 0).Select(host => (string)host["id"]!)];
    }

    private static async Task AssertAllRunAsync(List<AgentHost> agents, string version)
    {
        foreach (var agent in agents)
            await agent.WaitForAsync(Role.Spm, $"it runs {version}", s => s.Agent.Version == version, Soon, Stop);
    }

    private static async Task AssertNeverOrderedAsync(List<AgentHost> agents, string version, HashSet<string> tried)
    {
        foreach (var agent in agents)
        {
            if (tried.Contains(await agent.IdAsync(Stop))) continue;
            var status = await agent.WaitForAsync(Role.Spm, "it answers", _ => true, Soon, Stop);
            Assert.NotEqual(version, status.Agent.Upgrade?.To);
        }
    }
}
