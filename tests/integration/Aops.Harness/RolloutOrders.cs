using System.Text.Json.Nodes;

namespace Aops.Harness;

/// <summary>Rollouts, as an operator's script makes and follows them.</summary>
/// <param name="server">The server; it may be restarted.</param>
public sealed class RolloutOrders(ServerProcess server)
{
    private const string All = "/api/v1/rollouts";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Makes a group of the hosts of a query, for a layer of its own.</summary>
    public Task MakeGroupAsync(string name, int rank, string query, CancellationToken cancellationToken) =>
        server.Api.SendAsync(HttpMethod.Post, "/api/v1/groups",
            new JsonObject { ["name"] = name, ["rank"] = rank, ["q"] = query }, cancellationToken);

    /// <summary>Plans a rollout of a version of the suite, and starts what was planned.</summary>
    /// <param name="layer">The layer, such as <c>group:web</c>.</param>
    /// <returns>Its id.</returns>
    public async Task<string> StartAsync(
        string layer, string version, JsonObject strategy, CancellationToken cancellationToken)
    {
        var planned = await server.Api.SendAsync(HttpMethod.Post, All, new JsonObject
        {
            ["layer"] = layer,
            ["patch"] = new JsonObject { ["agent"] = new JsonObject { ["version"] = version } },
            ["strategy"] = strategy,
        }, cancellationToken);
        var rollout = planned["rollout"]!;
        var id = (string)rollout["id"]!;
        await server.Api.SendAsync(
            HttpMethod.Post, $"{All}/{id}/start", new JsonObject { ["planHash"] = (string)rollout["planHash"]! }, cancellationToken);
        return id;
    }

    /// <summary>Pauses, resumes, aborts or undoes it.</summary>
    public Task<JsonNode> DoAsync(string id, string verb, CancellationToken cancellationToken) =>
        server.Api.SendAsync(HttpMethod.Post, $"{All}/{id}/{verb}", new JsonObject(), cancellationToken);

    /// <summary>It as the server has it: <c>rollout</c>, <c>failures</c>, …</summary>
    public Task<JsonNode> ShowAsync(string id, CancellationToken cancellationToken) =>
        server.Api.SendAsync(HttpMethod.Get, $"{All}/{id}", null, cancellationToken);

    /// <summary>Its hosts.</summary>
    public async Task<IReadOnlyList<JsonNode>> HostsAsync(string id, CancellationToken cancellationToken)
    {
        var (hosts, after) = (new List<JsonNode>(), "");
        do
        {
            var page = await server.Api.SendAsync(HttpMethod.Get, $"{All}/{id}/hosts?limit=200{after}", null, cancellationToken);
            hosts.AddRange(page["hosts"]!.AsArray()!);
            after = page["next"] is { } next ? $"&cursor={Uri.EscapeDataString((string)next!)}" : "";
        }
        while (after.Length > 0);
        return hosts;
    }

    /// <summary>Waits until something holds of it.</summary>
    public Task<JsonNode> WaitAsync(
        string id, string what, Func<JsonNode, bool> fits, TimeSpan time, CancellationToken cancellationToken) =>
        Eventually.ReadAsync(
            what, time, stop => ShowAsync(id, stop), fits, detail => detail["rollout"]!.ToJsonString(), Pause, cancellationToken);

    /// <summary>Waits until it has a state.</summary>
    public Task<JsonNode> WaitForStateAsync(string id, string state, TimeSpan time, CancellationToken cancellationToken) =>
        WaitAsync(id, $"the rollout is {state}", detail => StateOf(detail) == state, time, cancellationToken);

    /// <summary>The state that a detail tells.</summary>
    public static string StateOf(JsonNode detail) => (string)detail["rollout"]!["state"]!;

    /// <summary>How many hosts a detail counts in a state.</summary>
    public static int Count(JsonNode detail, string state) => (int?)detail["rollout"]!["counts"]![state] ?? 0;
}
