using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

/// <summary>For every changing route of operators a request that changes something, on a server that it makes ready for it.</summary>
internal sealed class ChangingRoutes(TestServer server)
{
    private const string Force = "?force";
    private const string Layer = """{"document":{"settings":{"logLevel":"debug"}},"strategy":"all-at-once"}""";

    private readonly ChangingFiles _files = new();
    private int _count;

    /// <summary>The routes, as the OpenAPI document names them; the last ones freeze the fleet, which refuses most of the others.</summary>
    public IReadOnlyDictionary<string, Func<Task<Act>>> All => new Dictionary<string, Func<Task<Act>>>
    {
        ["PUT /repo/{path}"] = () => Task.FromResult(_files.Next()),
        ["POST /api/v1/clones/{id}/approve"] = async () => new($"/api/v1/clones/{await CloneAsync()}/approve"),
        ["POST /api/v1/clones/{id}/refuse"] = async () => new($"/api/v1/clones/{await CloneAsync()}/refuse"),
        ["DELETE /api/v1/clones/{id}"] = async () => new($"/api/v1/clones/{await CloneAsync()}"),
        ["POST /api/clones/{id}/approve"] = async () => new($"/api/clones/{await CloneAsync()}/approve"),
        ["POST /api/clones/{id}/refuse"] = async () => new($"/api/clones/{await CloneAsync()}/refuse"),
        ["DELETE /api/clones/{id}"] = async () => new($"/api/clones/{await CloneAsync()}"),
        ["POST /api/v1/hosts/{id}/consent"] = async () => new($"/api/v1/hosts/{await HostAsync()}/consent"),
        ["POST /api/fleet/{agentId}/consent"] = async () => new($"/api/fleet/{await HostAsync()}/consent"),
        ["DELETE /api/fleet/{agentId}"] = async () => new($"/api/fleet/{await HostAsync()}"),
        ["DELETE /api/v1/hosts/{id}"] = async () => new($"/api/v1/hosts/{await HostAsync()}"),
        ["POST /api/v1/hosts/remove"] = async () => new(
            "/api/v1/hosts/remove", $$"""{"q":"id={{await HostAsync()}}","expectedCount":1}"""),
        ["PUT /api/desired"] = () => At($"/api/desired{Force}", """{"agent":{"version":"2.0.0"}}"""),
        ["PUT /api/fleet/{agentId}/desired"] = async () => new(
            $"/api/fleet/{await HostAsync()}/desired{Force}", """{"agent":{"version":"2.0.0"}}"""),
        ["DELETE /api/fleet/{agentId}/desired"] = async () => new($"/api/fleet/{await LayeredHostAsync()}/desired"),
        ["PUT /api/v1/layers/{layer}"] = () => At($"/api/v1/layers/fleet{Force}", Layer),
        ["PATCH /api/v1/layers/{layer}"] = async () => new($"/api/v1/layers/host:{await HostAsync()}{Force}", Layer),
        ["POST /api/v1/layers/{layer}/revert"] = async () => new(
            $"/api/v1/layers/host:{await LayeredHostAsync()}/revert{Force}", """{"revision":1,"strategy":"all-at-once"}"""),
        ["POST /api/v1/rollouts"] = async () => new(
            $"/api/v1/rollouts{Force}", $$$"""{"document":{"settings":{"logLevel":"debug"}},"layer":"host:{{{await HostAsync()}}}"}"""),
        ["POST /api/v1/rollouts/{id}/plan"] = async () => new($"/api/v1/rollouts/{(await RolloutAsync()).Id}/plan"),
        ["POST /api/v1/rollouts/{id}/start"] = PlannedAsync,
        ["POST /api/v1/rollouts/{id}/pause"] = async () => new($"/api/v1/rollouts/{await StartedAsync()}/pause"),
        ["POST /api/v1/rollouts/{id}/resume"] = async () => new($"/api/v1/rollouts/{await StartedAsync("pause")}/resume"),
        ["POST /api/v1/rollouts/{id}/approve"] = async () => await BySessionAsync(
            $"/api/v1/rollouts/{await StartedAsync(strategy: """{"approval":{"oneFromHosts":1}}""")}/approve", null),
        ["POST /api/v1/rollouts/{id}/skip"] = async () => new(
            $"/api/v1/rollouts/{await StartedAsync(strategy: """{"stages":[{"name":"all","needsApproval":true}]}""")}/skip",
            """{"stage":"all"}"""),
        ["POST /api/v1/rollouts/{id}/retry"] = async () => new($"/api/v1/rollouts/{await StartedAsync()}/retry"),
        ["POST /api/v1/rollouts/{id}/abort"] = async () => new($"/api/v1/rollouts/{await StartedAsync()}/abort"),
        ["POST /api/v1/rollouts/{id}/undo"] = async () => new($"/api/v1/rollouts/{await OrderedAsync()}/undo"),
        ["POST /api/v1/runs"] = async () => new("/api/v1/runs", ChangingRuns.BodyOf(await HostAsync())),
        ["POST /api/v1/runs/{id}/cancel"] = async () => new($"/api/v1/runs/{await ChangingRuns.StartAsync(server, await HostAsync(), "queue")}/cancel"),
        ["POST /api/v1/runs/{id}/rerun"] = async () => await ChangingRuns.RerunAsync(server, await HostAsync()),
        ["POST /api/v1/schedules"] = () => At("/api/v1/schedules", ChangingSchedules.BodyOf(Next())),
        ["PUT /api/v1/schedules/{name}"] = async () => new(
            $"/api/v1/schedules/{await ChangingSchedules.MakeAsync(server, Next())}", ChangingSchedules.BodyOf(null)),
        ["DELETE /api/v1/schedules/{name}"] = async () => new(
            $"/api/v1/schedules/{await ChangingSchedules.MakeAsync(server, Next())}"),
        ["POST /api/v1/deployments"] = async () => await ChangingDeployments.CreateAsync(server, Next()),
        ["PUT /api/v1/deployments/{name}"] = async () => await ChangingDeployments.ReplaceAsync(server, Next()),
        ["DELETE /api/v1/deployments/{name}"] = async () => new(await ChangingDeployments.MakeAsync(server, Next())),
        ["POST /api/v1/deployments/{name}/verbs/{verb}"] = async () => await ChangingDeployments.BeginAsync(server, Next(), await HostAsync()),
        ["POST /api/v1/hosts/{id}/commands"] = async () => new(
            $"/api/v1/hosts/{await HostAsync()}/commands", """{"kind":"restart-agent"}"""),
        ["POST /api/fleet/{agentId}/commands"] = async () => new(
            $"/api/fleet/{await HostAsync()}/commands", """{"kind":"restart-agent"}"""),
        ["POST /api/v1/tokens"] = () => At("/api/v1/tokens", """{"note":"for the audit"}"""),
        ["POST /api/enrolment-tokens"] = () => At("/api/enrolment-tokens", "{}"),
        ["DELETE /api/v1/tokens/{id}"] = async () => new($"/api/v1/tokens/{(await TokenAsync("{}")).Id}"),
        ["DELETE /api/enrolment-tokens/{id}"] = async () => new($"/api/enrolment-tokens/{(await TokenAsync("{}")).Id}"),
        ["POST /api/v1/enrolments/{id}/approve"] = async () => new($"/api/v1/enrolments/{await WaitingAsync()}/approve"),
        ["POST /api/v1/enrolments/{id}/refuse"] = async () => new($"/api/v1/enrolments/{await WaitingAsync()}/refuse"),
        ["DELETE /api/v1/enrolments/{id}"] = async () => new($"/api/v1/enrolments/{await WaitingAsync()}"),
        ["POST /api/v1/groups"] = () => At("/api/v1/groups", $$"""{"name":"{{Next()}}","rank":{{_count}},"q":"label.env=prod"}"""),
        ["PUT /api/v1/groups/{name}"] = async () => new(
            $"/api/v1/groups/{await GroupAsync()}", $$"""{"rank":{{_count}},"q":"label.env=test"}"""),
        ["DELETE /api/v1/groups/{name}"] = async () => new($"/api/v1/groups/{await GroupAsync()}"),
        ["PATCH /api/v1/hosts/{id}/labels"] = async () => new($"/api/v1/hosts/{await HostAsync()}/labels", """{"env":"prod"}"""),
        ["POST /api/v1/hosts/labels"] = async () => new(
            "/api/v1/hosts/labels", $$"""{"q":"id={{await HostAsync()}}","labels":{"env":"prod"},"expectedCount":1}"""),
        ["POST /api/agents/batch"] = async () => new(
            "/api/agents/batch", $$"""{"action":"restart","agent_ids":["{{await HostAsync()}}"]}"""),
        ["POST /api/v1/users"] = () => At("/api/v1/users", $$"""{"name":"{{Next()}}","grants":[{"role":"viewer"}]}"""),
        ["PUT /api/v1/users/{name}"] = async () => new(
            $"/api/v1/users/{await UserAsync()}", """{"grants":[{"role":"operator","scope":"label.env=prod"}]}"""),
        ["DELETE /api/v1/users/{name}"] = async () => new($"/api/v1/users/{await UserAsync()}"),
        ["POST /api/v1/me/password"] = async () => await BySessionAsync(
            "/api/v1/me/password", $$"""{"current":"{{AccessClients.Password}}","next":"another battery staple"}"""),
        ["DELETE /api/v1/sessions/{id}"] = async () => new($"/api/v1/sessions/{await SessionAsync()}"),
        ["POST /api/v1/keys"] = () => At("/api/v1/keys", $$"""{"name":"{{Next()}}","program":true}"""),
        ["DELETE /api/v1/keys/{id}"] = async () => new($"/api/v1/keys/{await KeyAsync()}"),
        ["PUT /api/v1/approval-rules/{name}"] = () => At($"/api/v1/approval-rules/{Next()}", """{"scope":"id=none"}"""),
        ["DELETE /api/v1/approval-rules/{name}"] = async () => new($"/api/v1/approval-rules/{await RuleAsync("id=none")}"),
        ["POST /api/v1/alert-rules"] = () => At(
            "/api/v1/alert-rules", $$"""{"name":"{{Next()}}","condition":"disk","threshold":1}"""),
        ["PUT /api/v1/alert-rules/{name}"] = async () => new(
            $"/api/v1/alert-rules/{await AlertRuleAsync()}", """{"condition":"disk","threshold":2}"""),
        ["DELETE /api/v1/alert-rules/{name}"] = async () => new($"/api/v1/alert-rules/{await AlertRuleAsync()}"),
        ["POST /api/v1/alerts/{name}/silence"] = async () => new(
            $"/api/v1/alerts/{await AlertRuleAsync()}/silence", Silence("")),
        ["POST /api/v1/silences"] = () => At("/api/v1/silences", Silence("\"rule\":\"disk-low\",")),
        ["DELETE /api/v1/silences/{id}"] = async () => new($"/api/v1/silences/{await SilenceAsync()}"),
        ["POST /api/v1/webhooks"] = () => At(
            "/api/v1/webhooks", $$"""{"name":"{{Next()}}","url":"https://receiver.invalid/path"}"""),
        ["PUT /api/v1/webhooks/{name}"] = async () => new($"/api/v1/webhooks/{await WebhookAsync()}", """{"note":"n"}"""),
        ["POST /api/v1/webhooks/{name}/secret"] = async () => new($"/api/v1/webhooks/{await WebhookAsync()}/secret"),
        ["POST /api/v1/webhooks/{name}/test"] = async () => new($"/api/v1/webhooks/{await WebhookAsync()}/test"),
        ["DELETE /api/v1/webhooks/{name}"] = async () => new($"/api/v1/webhooks/{await WebhookAsync()}"),
        ["POST /api/v1/approvals/{id}/approve"] = async () => await BySessionAsync(
            $"/api/v1/approvals/{await ApprovalAsync()}/approve", null) with { Rows = 2 },
        ["POST /api/v1/approvals/{id}/refuse"] = async () => new($"/api/v1/approvals/{await ApprovalAsync()}/refuse"),
        ["DELETE /api/v1/approvals/{id}"] = async () => new($"/api/v1/approvals/{await ApprovalAsync()}"),
        ["PUT /api/v1/freeze"] = () => At("/api/v1/freeze", """{"reason":"for the audit"}"""),
        ["DELETE /api/v1/freeze"] = () => Task.FromResult(new Act("/api/v1/freeze")),
    };

    /// <summary>Sends a request of the table.</summary>
    /// <returns>Its status, and the id that the server gave it.</returns>
    public async Task<(HttpStatusCode Status, string? Id)> SendAsync(string method, Act act, string reason, bool isDry)
    {
        var path = isDry ? $"{act.Path}{(act.Path.Contains('?') ? '&' : '?')}dry_run=1" : act.Path;
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (act.Body is not null) request.Content = new StringContent(act.Body, Encoding.UTF8, "application/json");
        if (act.Bytes is not null) request.Content = new ByteArrayContent(act.Bytes);
        request.Headers.Add("X-Aops-Reason", reason);
        using var response = await (act.Client ?? server.Operator).SendAsync(request);
        return (response.StatusCode, response.Headers.TryGetValues("X-Request-Id", out var ids) ? ids.Single() : null);
    }

    private async Task<Act> PlannedAsync()
    {
        var (id, hash) = await RolloutAsync();
        return new Act($"/api/v1/rollouts/{id}/start", $$"""{"planHash":"{{hash}}"}""");
    }

    private static Task<Act> At(string path, string body) => Task.FromResult(new Act(path, body));

    private string Next() => $"n{++_count}";

    private string Machine() => $"{++_count:x8}";

    private async Task<string> HostAsync() => (await TestAgent.EnrolAsync(server, machine: Machine())).Id;

    private async Task<string> LayeredHostAsync()
    {
        var id = await HostAsync();
        await server.Operator.PutOkAsync($"/api/fleet/{id}/desired{Force}", """{"agent":{"version":"2.0.0"}}""");
        return id;
    }

    private async Task<(string Id, string Hash)> RolloutAsync(string host = "", string strategy = "{}")
    {
        if (host.Length == 0) host = await HostAsync();
        var (_, made) = await server.Operator.SendAsync(HttpMethod.Post, $"/api/v1/rollouts{Force}",
            $$$"""{"layer":"host:{{{host}}}","document":{"settings":{"logLevel":"warning"}},"strategy":{{{strategy}}}}""");
        return ((string)made!["rollout"]!["id"]!, (string)made["plan"]!["planHash"]!);
    }

    private async Task<string> StartedAsync(string then = "", string host = "", string strategy = "{}")
    {
        var (id, hash) = await RolloutAsync(host, strategy);
        await server.Operator.SendAsync(HttpMethod.Post, $"/api/v1/rollouts/{id}/start", $$"""{"planHash":"{{hash}}"}""");
        if (then.Length > 0) await server.Operator.SendAsync(HttpMethod.Post, $"/api/v1/rollouts/{id}/{then}");
        return id;
    }

    // Of a host that was heard of, so that it is ordered.
    private async Task<string> OrderedAsync()
    {
        var machine = Machine();
        var agent = await TestAgent.EnrolAsync(server, machine: machine);
        await agent.SendAsync(agent.Heartbeat(machine: machine));
        var id = await StartedAsync(host: agent.Id);
        await Until.TrueAsync(async () =>
            (await server.Operator.GetOkAsync($"/api/v1/rollouts/{id}"))["rollout"]!["counts"]!["ordered"] is not null);
        return id;
    }

    private async Task<string> CloneAsync()
    {
        var agent = await TestAgent.EnrolAsync(server, machine: Machine());
        await agent.CloneAsync(Machine());
        await agent.CloneAsync(Machine());
        var waiting = (await server.Operator.GetOkAsync("/api/v1/clones"))["clones"]!.AsArray();
        return (string)waiting.Single(clone => (string?)clone!["parentId"] == agent.Id)!["id"]!;
    }

    private async Task<(string Id, string Secret)> TokenAsync(string body)
    {
        var (_, made) = await server.Operator.SendAsync(HttpMethod.Post, "/api/v1/tokens", body);
        return ((string)made!["details"]!["id"]!, (string)made["token"]!);
    }

    private async Task<string> WaitingAsync()
    {
        var (id, secret) = await TokenAsync("""{"approval":"manual"}""");
        await TestAgent.RegisterAsync(server, secret, machine: Machine());
        var waiting = (await server.Operator.GetOkAsync("/api/v1/enrolments"))["enrolments"]!.AsArray();
        return (string)waiting.Single(host => (string?)host!["tokenId"] == id)!["id"]!;
    }

    private async Task<string> GroupAsync()
    {
        var name = Next();
        await server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/groups", $$"""{"name":"{{name}}","rank":{{_count}},"q":"label.env=prod"}""");
        return name;
    }

    private async Task<string> UserAsync()
    {
        var name = Next();
        await server.AddUserAsync(name, """[{"role":"operator"}]""");
        return name;
    }

    // An act of a user, who has a session.
    private async Task<Act> BySessionAsync(string path, string? body)
    {
        var name = await UserAsync();
        return new(path, body) { Client = await server.OpenSessionAsync(name), Actor = ("user", name) };
    }

    private async Task<string> SessionAsync()
    {
        using var answer = await server.SignInAsync(await UserAsync(), AccessClients.Password);
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    private async Task<string> KeyAsync()
    {
        var (_, made) = await server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/keys", $$"""{"name":"{{Next()}}","program":true}""");
        return (string)made!["details"]!["id"]!;
    }

    private async Task<string> AlertRuleAsync()
    {
        var name = Next();
        await server.Operator.SendAsync(HttpMethod.Post, "/api/v1/alert-rules",
            $$"""{"name":"{{name}}","condition":"disk","threshold":1}""");
        return name;
    }

    private async Task<string> SilenceAsync()
    {
        var (_, made) = await server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/silences", Silence("\"q\":\"label.env=prod\","));
        return (string)made!["silence"]!["id"]!;
    }

    private async Task<string> WebhookAsync()
    {
        var name = Next();
        await server.Operator.SendAsync(HttpMethod.Post, "/api/v1/webhooks",
            $$"""{"name":"{{name}}","url":"https://receiver.invalid/path"}""");
        return name;
    }

    private static string Silence(string of) =>
        $$"""{{{of}}"until":"{{DateTimeOffset.UtcNow.AddHours(1):O}}","reason":"known"}""";

    private async Task<string> RuleAsync(string scope)
    {
        var name = Next();
        await server.Operator.PutOkAsync($"/api/v1/approval-rules/{name}", $$"""{"scope":"{{scope}}"}""");
        return name;
    }

    // The rule goes again, so that no other request of the table waits.
    private async Task<string> ApprovalAsync()
    {
        var host = await HostAsync();
        var rule = await RuleAsync($"id={host}");
        var (_, waiting) = await server.Operator.SendAsync(
            HttpMethod.Post, $"/api/v1/hosts/{host}/commands", """{"kind":"restart-agent"}""");
        await server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/approval-rules/{rule}");
        return (string)waiting!["id"]!;
    }

    /// <summary>A request that changes something.</summary>
    internal sealed record Act(string Path, string? Body = null)
    {
        public byte[]? Bytes { get; init; }

        /// <summary>Who sends it; null for the key of the first start.</summary>
        public HttpClient? Client { get; init; }

        /// <summary>Kind and name of the actor of its first row.</summary>
        public (string Kind, string Name) Actor { get; init; } = ("key", "initial");

        /// <summary>How many rows it leaves.</summary>
        public int Rows { get; init; } = 1;
    }
}
