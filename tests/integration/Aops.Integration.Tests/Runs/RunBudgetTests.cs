using System.Globalization;
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

    private const int TriesMax = 6;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly TempRoot _root = new("runbudget");
    private ServerProcess _server = null!;
    private HostSwarm _swarm = null!;
    private SimulatedHost _failing = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(PublishedPrograms.Find(), _root.Path, [], Stop);
        var token = await _server.Api.CreateEnrolmentTokenAsync("simulated", Hosts, Stop);
        _swarm = new HostSwarm(new SwarmOptions
        {
            Server = _server.Url, AuthorityFile = _server.Authority, Tokens = [token], Hosts = Hosts,
            OwnConnections = Hosts / 2, RampPerSecond = 50, RunTime = TimeSpan.FromMilliseconds(200),
        });
        Assert.Equal(0, await _swarm.EnrolAsync(Stop));
        await Eventually.HoldsAsync("each has had an answer", Soon, () => _swarm.Hosts.All(host => host.Answered > 0), Stop);
        _failing = _swarm.Hosts[Hosts / 2];
        _failing.FailsRuns = true;
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
        // Which hosts go first is drawn for each run: one in which it is among the last says little.
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var rows = await RowsAsync(await RunAsync(new JsonObject { ["failures"] = 0 }));
            var stopped = rows.Where(row => RunOrders.PhaseOf(row) == "stopped").ToList();
            Assert.Equal(_failing.AgentId, (string?)Assert.Single(rows, row => RunOrders.PhaseOf(row) == "failed")["id"]);
            Assert.Equal(Hosts - 1, stopped.Count + rows.Count(row => RunOrders.PhaseOf(row) == "succeeded"));
            if (stopped.Count < AtOnce) continue;

            // Those that had it already when the failure was told came to their end, and no other one began.
            var failed = DateTimeOffset.Parse((string)rows.Single(row => (string?)row["id"] == _failing.AgentId)["endedAt"]!, CultureInfo.InvariantCulture);
            Assert.InRange(rows.Count(row => row["startedAt"] is { } at
                && DateTimeOffset.Parse((string)at!, CultureInfo.InvariantCulture) > failed), 0, AtOnce);
            Assert.All(stopped, row => Assert.Null(row["startedAt"]));
            return;
        }
        Assert.Fail($"the host that fails was among the last ones {TriesMax} times");
    }

    [Fact]
    public async Task ABudgetOfOne_LeavesAllTheirTurn_AndARerunIsForTheOneThatFailed()
    {
        var run = await RunAsync(new JsonObject { ["failures"] = 1 });
        var rows = await RowsAsync(run);
        Assert.Equal(Hosts - 1, rows.Count(row => RunOrders.PhaseOf(row) == "succeeded"));
        Assert.Equal(_failing.AgentId, (string?)Assert.Single(rows, row => RunOrders.PhaseOf(row) == "failed")["id"]);

        _failing.FailsRuns = false;
        var answer = await _server.Api.SendAsync(HttpMethod.Post, $"/api/v1/runs/{run}/rerun", new JsonObject(), Stop);
        var rerun = answer["run"]!["id"]!.GetValue<string>();
        await WaitForEndAsync(rerun);
        var again = Assert.Single(await RowsAsync(rerun));
        Assert.Equal((_failing.AgentId, "succeeded"), ((string?)again["id"], RunOrders.PhaseOf(again)));
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

    private async Task<List<JsonObject>> RowsAsync(string run) =>
    [
        .. (await _server.Api.SendAsync(HttpMethod.Get, $"/api/v1/runs/{run}/hosts?limit=100", null, Stop))["hosts"]!.AsArray()
            .Select(row => row!.AsObject()),
    ];
}
