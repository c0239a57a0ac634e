using System.Diagnostics;
using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Swarm;
using Aops.Swarm.Runs;

namespace Aops.Bench.Runs;

/// <summary>Time from the order of a command that does nothing to the answer with its result, in one request.</summary>
internal sealed class RunLatency(ServerProcess server)
{
    private const string Start = "/api/v1/runs?wait=30";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    /// <summary>On one real host, one after another.</summary>
    public async Task<Figures> OnOneAsync(string host, int count, CancellationToken cancellationToken)
    {
        await new RunOrders(server).WaitForPlainAsync(host, Soon, cancellationToken);
        var figures = new Figures("a command on one host, from the order to its result");
        for (var i = 0; i < count; i++)
        {
            // So that what is measured is one command, and not how many an agent may tell of in a second.
            await Task.Delay(Pause, cancellationToken);
            figures.Add(await OrderAsync(new JsonObject
            {
                ["hosts"] = new JsonArray((JsonNode)host), ["command"] = Nothing(),
            }, 1, cancellationToken));
        }
        return figures;
    }

    /// <summary>On many simulated hosts at once: until the last of them has told its end.</summary>
    public async Task<Figures> OnManyAsync(int hosts, int rounds, CancellationToken cancellationToken)
    {
        var token = await server.Api.CreateEnrolmentTokenAsync("simulated", hosts, cancellationToken);
        await using var swarm = new HostSwarm(new SwarmOptions
        {
            Server = server.Url, AuthorityFile = server.Authority, Tokens = [token], Hosts = hosts,
            OwnConnections = hosts, RampPerSecond = 100,
        });
        await swarm.EnrolAsync(cancellationToken);
        await Eventually.HoldsAsync("all hosts wait", Soon, () => swarm.Tally.Held == hosts, cancellationToken);
        var figures = new Figures($"a command on {hosts} hosts that wait, from the order to the last result");
        for (var round = 0; round < rounds; round++)
        {
            figures.Add(await OrderAsync(new JsonObject
            {
                ["q"] = "kind=simulated", ["command"] = Nothing(), ["concurrency"] = hosts,
            }, hosts, cancellationToken));
            await Eventually.HoldsAsync("all hosts wait", Soon, () => swarm.Tally.Held == hosts, cancellationToken);
        }
        return figures;
    }

    private async Task<double> OrderAsync(JsonObject body, int hosts, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var answer = await server.Api.SendAsync(HttpMethod.Post, Start, body, cancellationToken);
        var took = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        var counts = answer["run"]!["counts"]!;
        return (int?)counts["succeeded"] == hosts
            ? took
            : throw new InvalidOperationException($"not every host had succeeded when the server answered: {counts.ToJsonString()}");
    }

    private static JsonObject Nothing() => new() { ["args"] = new JsonArray("/bin/true") };
}
