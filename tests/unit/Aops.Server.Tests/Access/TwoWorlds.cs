using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Access;

/// <summary>
/// A host inside of the scope <c>label.env=prod</c> and one outside, each with a group of its name and layers, and requests to
/// every route that is about one of them.
/// </summary>
internal sealed class TwoWorlds
{
    public const string Inside = "host-in-prod";
    public const string Outside = "host-in-dev";

    /// <summary>Routes by which an operator of the scope changes what is inside.</summary>
    public static readonly IReadOnlyList<(string Method, string Path)> Possible =
    [
        ("PATCH", "/api/v1/hosts/{id}/labels"), ("POST", "/api/v1/hosts/labels"), ("PUT", "/api/v1/groups/{name}"),
        ("POST", "/api/v1/groups"), ("PUT", "/api/v1/layers/{layer}"), ("PATCH", "/api/v1/layers/{layer}"),
        ("POST", "/api/v1/layers/{layer}/revert"), ("POST", "/api/v1/hosts/{id}/commands"), ("POST", "/api/agents/batch"),
        ("PUT", "/api/fleet/{agentId}/desired"), ("POST", "/api/v1/rollouts"), ("POST", "/api/v1/rollouts/{id}/plan"),
        ("POST", "/api/v1/rollouts/{id}/abort"), ("POST", "/api/v1/runs"), ("POST", "/api/v1/runs/{id}/cancel"),
        ("POST", "/api/v1/hosts/remove"),
    ];

    private readonly TestServer _server;
    private readonly Dictionary<string, string> _rollouts = [];
    private readonly Dictionary<string, string> _runs = [];

    private TwoWorlds(TestServer server) => _server = server;

    public static async Task<TwoWorlds> MakeAsync(TestServer server)
    {
        foreach (var (id, env, rank) in new[] { (Inside, "prod", 1), (Outside, "dev", 2) })
        {
            await TestAgent.EnrolAsync(server, id, MachineOf(id));
            await DoAsync(server, HttpMethod.Patch, $"/api/v1/hosts/{id}/labels", $$"""{"env":"{{env}}"}""");
            await DoAsync(server, HttpMethod.Post, "/api/v1/groups", $$"""{"name":"{{id}}","rank":{{rank}},"q":"label.env={{env}}"}""");
            foreach (var layer in new[] { $"host:{id}", $"group:{id}" })
            {
                await DoAsync(server, HttpMethod.Put, $"/api/v1/layers/{layer}",
                    """{"document":{"settings":{"heartbeatInterval":"20s"}},"strategy":"all-at-once"}""");
            }
        }
        var worlds = new TwoWorlds(server);
        var repository = new TestRepository();
        repository.AddRunbook("restart", "1.0");
        repository.AddService();
        repository.Add("1.0.0", [1]);
        await repository.SendAsync(server.Operator);
        foreach (var id in new[] { Inside, Outside })
        {
            var made = await DoAsync(server, HttpMethod.Post, "/api/v1/rollouts",
                $$$"""{"document":{"settings":{"heartbeatInterval":"30s"}},"layer":"group:{{{id}}}"}""");
            worlds._rollouts[id] = (string)made!["rollout"]!["id"]!;
            var run = await DoAsync(server, HttpMethod.Post, "/api/v1/runs", RunOf(id));
            worlds._runs[id] = (string)run!["run"]!["id"]!;
            var env = id == Inside ? "prod" : "dev";
            await DoAsync(server, HttpMethod.Post, "/api/v1/deployments", ServiceRunbook.BodyOf(id, $"label.env={env}"));
        }
        return worlds;
    }

    /// <summary>The path of a route, with a host, or the group or the layer of its name, in it.</summary>
    public string PathTo(string route, string id) => route
        .Replace("/rollouts/{id}", $"/rollouts/{_rollouts[id]}", StringComparison.Ordinal)
        .Replace("/runs/{id}", $"/runs/{_runs[id]}", StringComparison.Ordinal).Replace("{host}", id, StringComparison.Ordinal)
        .Replace("{layer}", $"host:{id}", StringComparison.Ordinal)
        .Replace("{id}", id, StringComparison.Ordinal).Replace("{agentId}", id, StringComparison.Ordinal)
        .Replace("{name}", id, StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal)
        .Replace("{section}", "os", StringComparison.Ordinal).Replace("{verb}", "status", StringComparison.Ordinal)
       .Replace("{path}", "metadata/1.root.json", StringComparison.Ordinal);

    /// <summary>A request that would change a host, or what is its own; without a body where the route is not known here.</summary>
    public (string Path, string? Body) RequestTo(string method, string route, string id)
    {
        var env = id == Inside ? "prod" : "dev";
        const string Document = "\"document\":{\"settings\":{\"heartbeatInterval\":\"40s\"}},\"strategy\":\"all-at-once\"";
        var body = (method, route) switch
        {
            ("PATCH", "/api/v1/hosts/{id}/labels") => """{"tier":"web"}""",
            ("POST", "/api/v1/hosts/labels") => $$"""{"q":"id={{id}}","labels":{"tier":"web"},"expectedCount":1}""",
            ("POST", "/api/v1/hosts/remove") => $$"""{"q":"id={{id}}","expectedCount":1}""",
            ("POST", "/api/v1/groups") => $$"""{"name":"new","rank":7,"q":"label.env={{env}}"}""",
            ("PUT", "/api/v1/groups/{name}") =>
                $$"""{"rank":{{(id == Inside ? 1 : 2)}},"q":"label.env={{env}} and label.tier=web"}""",
            ("PUT" or "PATCH", "/api/v1/layers/{layer}") => $"{{{Document}}}",
            ("POST", "/api/v1/layers/{layer}/revert") => """{"revision":1,"strategy":"all-at-once"}""",
            ("POST", "/api/v1/hosts/{id}/commands" or "/api/fleet/{agentId}/commands") => """{"kind":"restart-agent"}""",
            ("POST", "/api/agents/batch") => $$"""{"action":"restart","agent_ids":["{{id}}"]}""",
            ("POST", "/api/v1/rollouts") => $$"""{"patch":{"paused":true},"layer":"group:{{id}}"}""",
            ("POST", "/api/v1/rollouts/{id}/start") => """{"planHash":"none"}""",
            ("POST", "/api/v1/rollouts/{id}/skip") => """{"stage":"all"}""",
            ("POST", "/api/v1/runs") => RunOf(id),
            ("POST", "/api/v1/deployments") => ServiceRunbook.BodyOf($"of-{Guid.NewGuid():N}", $"id={id}"),
            ("PUT", "/api/v1/deployments/{name}") => ServiceRunbook.BodyOf(null, $"id={id}"),
            ("POST", "/api/v1/deployments/{name}/verbs/{verb}") => "{}",
            ("POST", "/api/v1/schedules") => $$"""{"name":"of-{{Guid.NewGuid():N}}",{{ScheduleOf(id)}}}""",
            ("PUT", "/api/v1/schedules/{name}") => $"{{{ScheduleOf(id)}}}",
            ("POST", _) when route.StartsWith("/api/v1/rollouts/{id}/", StringComparison.Ordinal)
                || route.StartsWith("/api/v1/runs/{id}/", StringComparison.Ordinal) => "{}",
            _ => null,
        };
        if (method == "PUT" && route == "/api/fleet/{agentId}/desired") body = """{"settings":{"heartbeatInterval":"50s"}}""";
        return (PathTo(route, id), body);
    }

    /// <summary>Whether a text tells of a host.</summary>
    // A group of the same name is there for all readers, and is no host.
    public bool Tells(string text, string id) => text.Contains($"\"id\":\"{id}\"", StringComparison.Ordinal)
        || text.Contains($"\"agentId\":\"{id}\"", StringComparison.Ordinal)
        || text.Contains(MachineOf(id), StringComparison.Ordinal);

    /// <summary>All that is stored of the host outside.</summary>
    public async Task<string> ReadOutsideAsync() => string.Join('\n', await ReadAsync(
        $"/api/v1/hosts/{Outside}?fields=id,labels,hostname", $"/api/v1/hosts/{Outside}/commands", $"/api/fleet/{Outside}/desired",
        $"/api/v1/layers/host:{Outside}", $"/api/v1/layers/group:{Outside}", $"/api/v1/groups/{Outside}", "/api/v1/layers/fleet",
        $"/api/v1/rollouts?layer=group:{Outside}", $"/api/v1/runs?host={Outside}",
        "/api/v1/tokens?limit=1", "/api/v1/enrolments", "/api/v1/clones"));

    /// <summary>All that is stored.</summary>
    public async Task<string> ReadAllAsync() => string.Join('\n', await ReadAsync(
        "/api/v1/hosts", "/api/v1/groups", "/api/v1/layers/fleet", "/api/v1/tokens", "/api/v1/users", "/api/v1/operations",
        $"/api/v1/layers/host:{Inside}", $"/api/v1/layers/group:{Inside}", $"/api/v1/hosts/{Inside}/commands"))
        + await ReadOutsideAsync();

    // They wait for their hosts, which never come.
    private static string RunOf(string id) => $$$"""
        {"hosts":["{{{id}}}"],"runbook":{"name":"restart","version":"1.0"},"parameters":{"unit":"a.service"},"whileOffline":"queue"}
        """;

    private static string ScheduleOf(string id) => $$$"""
        "cron":"0 0 29 2 *","run":{"q":"id={{{id}}}","runbook":{"name":"restart","version":"1.0"},"parameters":{"unit":"a.service"}}
        """;

    private static string MachineOf(string id) => id == Inside ? "ab11" : "cd2277ef99";

    private async Task<List<string>> ReadAsync(params string[] paths)
    {
        var texts = new List<string>();
        foreach (var path in paths) texts.Add((await _server.Operator.GetOkAsync(path)).ToJsonString());
        return texts;
    }

    private static async Task<JsonNode?> DoAsync(TestServer server, HttpMethod method, string path, string body)
    {
        var (status, answer) = await server.Operator.SendAsync(method, path, body);
        Assert.True((int)status < 300, $"{method} {path}: {answer?.ToJsonString()}");
        return answer;
    }
}
