using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Swarm;
using Aops.Swarm.Hosts;
using Aops.Swarm.Runs;

namespace Aops.Integration.Tests.Rollouts;

/// <summary>
/// Orders that are taken back from hosts in download: 500 simulated ones, or as many as <c>AOPS_ROLLOUT_HOSTS</c> says. No
/// host switches later than a second after the answer to the operator.
/// </summary>
public sealed class WithdrawnOrderTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DownloadTime = TimeSpan.FromSeconds(Count > 2000 ? 60 : 15);

    private readonly Fleet _fleet = new("withdrawn");
    private HostSwarm _swarm = null!;

    private static int Count { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("AOPS_ROLLOUT_HOSTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count : 500;

    // Those of another architecture have no package, and no part in it.
    private IReadOnlyList<SimulatedHost> Ordered => [.. _swarm.Hosts.Where(host => host.Traits.Info.Architecture == "x64")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _fleet.Workshop.InitAsync(Stop);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await _fleet.Workshop.AddAgentAsync(_fleet.Stage.Agent(version), version, Stop);
        await _fleet.StartServerAsync(Stop);
        await _fleet.PublishAsync(Stop);
        var token = await _fleet.Server.Api.CreateEnrolmentTokenAsync("simulated", Count, Stop);
        _swarm = new HostSwarm(new SwarmOptions
        {
            Server = _fleet.Server.Url, AuthorityFile = _fleet.Server.Authority, Tokens = [token], Hosts = Count,
            OwnConnections = Count / 10, RampPerSecond = 250, DownloadTime = DownloadTime,
        });
        Assert.Equal(0, await _swarm.EnrolAsync(Stop));
        await Eventually.HoldsAsync("all hosts wait", Soon, () => _swarm.Hosts.All(host => host.Answered > 0), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _swarm.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Theory]
    [InlineData("abort", "aborted")]
    [InlineData("pause", "paused")]
    public Task ByTheOperator_NoHostSwitchesAfterASecond(string verb, string state) =>
        TakeBackAsync((orders, id) => orders.DoAsync(id, verb, Stop), state);

    [Fact]
    public async Task ByThePublisher_NoHostSwitchesAfterASecond()
    {
        await _fleet.Workshop.WithdrawAsync(PublishedPrograms.Second, Stop);
        await TakeBackAsync((_, _) => _fleet.PublishAsync(Stop), "halted");
    }

    private async Task TakeBackAsync(Func<RolloutOrders, string, Task> act, string state)
    {
        var orders = new RolloutOrders(_fleet.Server);
        var id = await orders.StartAsync("fleet", PublishedPrograms.Second, new JsonObject { ["name"] = "all-at-once" }, Stop);
        await orders.WaitAsync(id, "all hosts are in download",
            detail => RolloutOrders.Count(detail, "downloading") == Ordered.Count, Soon, Stop);
        Assert.All(_swarm.Hosts, host => Assert.Null(host.SwitchedAt));

        var asked = DateTimeOffset.UtcNow;
        await act(orders, id);
        var answered = DateTimeOffset.UtcNow;
        await Eventually.HoldsAsync("every host has ended its upgrade", Soon,
            () => Ordered.All(host => host.Upgrade?.Phase is UpgradePhase.Withdrawn or UpgradePhase.Success), Stop);

        var late = Ordered.Where(host => host.SwitchedAt > answered + TimeSpan.FromSeconds(1)).ToList();
        var known = Ordered.Where(host => host.Upgrade!.Phase == UpgradePhase.Withdrawn)
            .Select(host => (host.Upgrade!.At - asked).TotalMilliseconds).Order().ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Ordered.Count} hosts, {state}: answered after {(answered - asked).TotalMilliseconds:0} ms; {known.Count} withdrawn, ") +
            string.Create(CultureInfo.InvariantCulture,
            $"known at p50 {At(known, 0.5):0} ms, p99 {At(known, 0.99):0} ms, last {known[^1]:0} ms"));
        Assert.Empty(late);
        await orders.WaitForStateAsync(id, state, Soon, Stop);
    }

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
}
