using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Swarm;
using Aops.Swarm.Hosts;
using Aops.Swarm.Runs;

namespace Aops.Bench.Load;

/// <summary>A server with many hosts, each enrolled and heard of by its own requests, with labels and a sub-agent.</summary>
internal sealed class StoredFleet : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(24);

    private StoredFleet(ServerProcess server, IReadOnlyList<SimulatedHost> hosts) => (Server, Hosts) = (server, hosts);

    public ServerProcess Server { get; }

    public IReadOnlyList<SimulatedHost> Hosts { get; }

    /// <summary>Size of the database, its log included, in bytes.</summary>
    public long DatabaseBytes => Directory.EnumerateFiles(Server.Data, "aops.db*").Sum(file => new FileInfo(file).Length);

    /// <summary>Starts a server, and enrols hosts until there are as many.</summary>
    public static async Task<StoredFleet> CreateAsync(string folder, int count, CancellationToken cancellationToken)
    {
        var server = await ServerProcess.StartAsync(PublishedPrograms.Find(), folder, isAside: false, cancellationToken);
        await server.Api.SendAsync(HttpMethod.Put, "/api/v1/layers/fleet?force", JsonNode.Parse("""
            {"document":{"subAgents":[{"name":"collector","version":"1.0.0","env":{"EVERY":"10"}}]},"strategy":"all-at-once"}
            """), cancellationToken);
        var tokens = new List<string>();
        foreach (var tier in new[] { "web", "web", "web", "db" })
        {
            var labels = new JsonObject { ["tier"] = tier, ["env"] = tokens.Count % 2 == 0 ? "prod" : "test" };
            var body = new JsonObject { ["uses"] = count, ["ttlSeconds"] = 86_400, ["labels"] = labels };
            var made = await server.Api.SendAsync(HttpMethod.Post, "/api/enrolment-tokens", body, cancellationToken);
            tokens.Add((string)made["token"]!);
        }
        await using var swarm = new HostSwarm(new SwarmOptions
        {
            Server = server.Url, AuthorityFile = server.Authority, Tokens = tokens, Hosts = count, RampPerSecond = 250,
            OwnConnections = 0, Interval = Interval, Hold = TimeSpan.Zero,
        });
        await swarm.EnrolAsync(cancellationToken);
        await Eventually.HoldsAsync($"{count} hosts have told of themselves", TimeSpan.FromMinutes(10),
            () => swarm.Hosts.All(host => host.Answered >= 2), cancellationToken);
        return new StoredFleet(server, swarm.Hosts);
    }

    /// <summary>Stores events of some time before now.</summary>
    /// <returns>How many events there are.</returns>
    public async Task<long> AddHistoryAsync(TimeSpan days, CancellationToken cancellationToken)
    {
        await Server.StopAsync();
        var count = await EventHistory.AddAsync(Path.Combine(Server.Data, "aops.db"), days, cancellationToken);
        await Server.StartAsync(cancellationToken);
        return count;
    }

    /// <summary>Ends the server, and starts it with the same data: without what its memory held.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await Server.StopAsync();
        await Server.StartAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
