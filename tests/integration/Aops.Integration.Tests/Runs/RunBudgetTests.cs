using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Swarm;
using Aops.Swarm.Hosts;
using Aops.Swarm.Runs;
using Aops.TestSupport;

namespace Aops.Integration.Tests.Runs;

/// <summary>A run over 50 simulated hosts of which one fails, by the published server.</summary>
public sealed class RunBudgetTests : IAsyncLifetime
{
    private const int Hosts = 50;
    private const int AtOnce = 5;

    // Hosts have their turn in the order of their ids.
    private const int Failing = 10;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly TempRoot _root = new("runbudget");
    private ServerProcess _server = null!;
    private HostSwarm _swarm = null!;
    private List<SimulatedHost> _inTurn = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(PublishedPrograms.Find(), _root.Path, [], Stop);
        var token = (await _server.Api.SendAsync(HttpMethod.Post, "/api/enrolment-tokens",
            new JsonObject { ["uses"] = Hosts, ["labels"] = new JsonObject { ["kind"] = "simulated" } }, Stop))["token"]!.GetValue<string>();
        _swarm = new HostSwarm(new SwarmOptions
        {
            Server = _server.Url, AuthorityFile = _server.Authority, Tokens = [token], Hosts = Hosts,
            OwnConnections = Hosts / 2, RampPerSecond = 50, RunTime = TimeSpan.FromMilliseconds(200),
        });
        Assert.Equal(0, await _swarm.EnrolAsync(Stop));
        await Eventually.HoldsAsync("each has had an answer", Soon, () => _swarm.Hosts.All(host => host.Answered > 0), Stop);
        _inTurn = [.. _swarm.Hosts.OrderBy(host => host.AgentId, StringComparer.Ordinal)];
        _inTurn[Failing].FailsRuns = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _swarm.DisposeAsync();
        await _server.DisposeAsync();
        _root.Dispose();
    }

    [Fact]
    public async Task ABudgetOfNone_IsSpentByTheOneThatFails_AndTheRestHaveNoTurn()
    {
        var run = await RunAsync(new JsonObject { ["failures"] = 0 });

        var phases = await PhasesAsync(run);
        Assert.Equal("failed", phases[_inTurn[Failing].AgentId!]);
        Assert.All(_inTurn.Take(Failing), host => Assert.Equal("succeeded", phases[host.AgentId!]));
        // Those that had it already when the failure was told come to their end.
        var tried = phases.Values.Count(phase => phase is "succeeded" or "failed");
        Assert.InRange(tried, Failing + 1, Failing + 1 + (2 * AtOnce));
        Assert.Equal(Hosts - tried, phases.Values.Count(phase => phase == "stopped"));
    }

    [Fact]
    public async Task ABudgetOfOne_LeavesAllTheirTurn_AndARerunIsForTheOneThatFailed()
    {
        var run = await RunAsync(new JsonObject { ["failures"] = 1 });
        var phases = await PhasesAsync(run);
        Assert.Equal(Hosts - 1, phases.Values.Count(phase => phase == "succeeded"));
        Assert.Equal("failed", phases[_inTurn[Failing].AgentId!]);

        _inTurn[Failing].FailsRuns = false;
        var again = await _server.Api.SendAsync(HttpMethod.Post, $"/api/v1/runs/{run}/rerun", new JsonObject(), Stop);
        var rerun = again["run"]!["id"]!.GetValue<string>();
        await WaitForEndAsync(rerun);
        Assert.Equal(new KeyValuePair<string, string>(_inTurn[Failing].AgentId!, "succeeded"), Assert.Single(await PhasesAsync(rerun)));
    }

    private async Task<string> RunAsync(JsonObject budget)
    {
        var run = await new RunOrders(_server).StartAsync(new JsonObject
        {
            ["q"] = "kind=simulated", ["command"] = new JsonObject { ["args"] = new JsonArray("/bin/true") },
            ["concurrency"] = AtOnce, ["budget"] = budget,
        }, Stop);
        await WaitForEndAsync(run);
        return run;
    }

    private Task WaitForEndAsync(string run) => Eventually.HoldsAsync("the run has ended", Soon, async stop =>
        (await _server.Api.SendAsync(HttpMethod.Get, $"/api/v1/runs/{run}", null, stop))["run"]!["endedAt"] is not null, Stop);

    private async Task<Dictionary<string, string>> PhasesAsync(string run)
    {
        var rows = (await _server.Api.SendAsync(HttpMethod.Get, $"/api/v1/runs/{run}/hosts?limit=100", null, Stop))["hosts"]!.AsArray();
        return rows.ToDictionary(row => (string)row!["id"]!, row => RunOrders.PhaseOf(row!.AsObject()));
    }
}
