using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.SingleSignOn;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Answers;

/// <summary>
/// Every success of every operation in the document is had once, and is as its schema says, which <see cref="AnswerCheck"/>
/// holds of each answer in every test.
/// </summary>
public sealed class AnswerTests(FullFleet fleet) : IClassFixture<FullFleet>
{
    private const string Fleet = "/api/v1/layers/fleet";
    // They need an identity provider: SignInFlowTests gets their answers.
    private static readonly string[] OfProvider = [ProviderPaths.Begin, ProviderPaths.Callback, ProviderPaths.Code];

    private const string Strategy = "\"strategy\":\"all-at-once\"";

    private TestServer Server => fleet.Server;

    [Fact]
    public async Task EverySuccess_IsAsTheDocumentSays()
    {
        await ReadAsync();
        await LetInAsync();
        await WriteLayersAsync();
        await RollOutAsync();
        await WriteGroupsAndLabelsAsync();
        await DecideAsync();
        await WatchAsync();
        await fleet.DoAsync(HttpMethod.Put, "/api/v1/freeze", """{"reason":"known"}""");
        await fleet.DoAsync(HttpMethod.Delete, "/api/v1/freeze");
        await CommandAsync();
        await RunAnswers.GetAsync(fleet);
        await SpeakAsAgentsAsync();
        await RemoveAsync();

        var missing = from operation in DocumentedApi.All
                      where !OfProvider.Contains(operation.Path)
                      from answer in operation.Node["responses"]!.AsObject()
                      where answer.Key.StartsWith('2') && answer.Value![DocumentedOperation.Approval] is null
                          && !Server.CheckedAnswers.ContainsKey((operation.Name, int.Parse(answer.Key, null)))
                      select $"{operation.Name}: {answer.Key}";
        Assert.True(!missing.Any(), $"no request of this test gets these answers; add one:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void Check_FindsWhatIsNotInASchema()
    {
        var schema = JsonNode.Parse("""
            {"type":"object","required":["a"],"properties":{"a":{"type":"integer","format":"int32"},"b":{"type":["null","string"],"enum":["x"]},
            "c":{"type":"array","items":{"type":"string","format":"date-time"}},"d":{"type":"object","additionalProperties":{"type":"string"}}}}
            """)!;

        Assert.Null(Fault("""{"a":1,"b":"x","c":["2026-01-01T00:00:00Z"],"d":{"k":"v"}}"""));
        Assert.Null(Fault("""{"a":1,"b":null}"""));
        foreach (var wrong in new[]
        {
            "{}", "[]", "null", """{"a":"1"}""", """{"a":1.5}""", """{"a":9999999999}""", """{"a":1,"b":"y"}""", """{"a":1,"e":1}""",
            """{"a":1,"c":["soon"]}""", """{"a":1,"c":{}}""", """{"a":1,"d":{"k":1}}""",
        })
        {
            Assert.True(Fault(wrong) is not null, wrong);
        }
        Assert.NotNull(SchemaCheck.FindFault(JsonNode.Parse("1"), JsonNode.Parse("""{"maximum":2}""")!));

        string? Fault(string value) => SchemaCheck.FindFault(JsonNode.Parse(value), schema);
    }

    // Whatever is read without a side effect; the rest have requests of their own.
    private async Task ReadAsync()
    {
        string[] apart =
        [
            "/repo/{path}", "/api/agents/self", "/api/agents/enrolment", "/api/v1/operations/{id}", "/api/v1/keys/{id}",
            "/api/v1/approvals/{id}", .. OfProvider,
        ];
        foreach (var operation in DocumentedApi.All.Where(operation => operation.Method is "GET" or "HEAD" && !apart.Contains(operation.Path)))
        {
            var path = fleet.Resolve(FullFleet.Fill(operation.Path)).Replace("{section}", "os").Replace("{number}", "1")
                .Replace("{file}", "aops-agent-service-linux-amd64");
            if (path.EndsWith("facets", StringComparison.Ordinal)) path += "?by=state,label.tier";
            if (path.EndsWith("match", StringComparison.Ordinal)) path += "?q=online%20and%20not%20tier%3Da";
            await GetAsync(operation.Method, path);
            if (!operation.HasCursor) continue;
            await GetAsync("GET", path, ("Accept", "application/x-ndjson"));
            await GetAsync("GET", path, ("Accept", "text/csv"));
        }
        var made = await fleet.DoAsync(HttpMethod.Post, "/api/enrolment-tokens", "{}");
        await GetAsync("GET", "/api/agents/enrolment", ("x-agent-token", (string)made!["token"]!));
        await GetAsync("GET", "/api/v1/hosts/a/inventory?content=1");
        await GetAsync("GET", "/api/v1/hosts?count=1&fields=id,labels,sub_agents,faults&q=id%3Da");
        // What is there already is not stored again.
        await fleet.Repository.SendAsync(Server.Operator);
        foreach (var method in new[] { "GET", "HEAD" })
            foreach (var path in new[] { "metadata/timestamp.json", "metadata/1.root.json" }) await GetAsync(method, $"/repo/{path}");
    }

    private async Task WriteLayersAsync()
    {
        await OperationAsync(HttpMethod.Put, $"{Fleet}?force", Document("""{"settings":{"logLevel":"debug"}}"""));
        await OperationAsync(HttpMethod.Patch, $"{Fleet}?force", Document("""{"settings":{"logLevel":"info"}}"""));
        await OperationAsync(HttpMethod.Post, $"{Fleet}/revert?force", $$"""{"revision":1,{{Strategy}}}""");
        foreach (var layer in new[] { $"{Fleet}?force&dry_run=1", "/api/v1/layers/host:a?force" })
        {
            await fleet.DoAsync(HttpMethod.Put, layer, Document("""{"subAgents":[{"name":"web","version":"1","env":{"A":"1"}}]}"""));
            await fleet.DoAsync(HttpMethod.Patch, layer, Document("""{"paused":true}"""));
            await fleet.DoAsync(HttpMethod.Post, layer.Replace("?", "/revert?"), $$"""{"revision":1,{{Strategy}}}""");
        }
        foreach (var path in new[] { "/api/desired", "/api/fleet/a/desired" })
            await fleet.DoAsync(HttpMethod.Put, $"{path}?force", """{"agent":{"version":"1.0.0"}}""");
        await fleet.OperationsEndAsync();
        foreach (var path in new[] { "/api/v1/hosts/a", "/api/v1/hosts/a/explain", "/api/fleet/a", "/api/v1/layers/host:a", $"{Fleet}/diff?from=1&to=3" })
            await GetAsync("GET", path);
        await fleet.DoAsync(HttpMethod.Delete, "/api/fleet/a/desired");
    }

    private async Task RollOutAsync()
    {
        const string body = """{"layer":"host:a","document":{"settings":{"logLevel":"debug"}}}""";
        await fleet.DoAsync(HttpMethod.Post, "/api/v1/rollouts?dry_run=1", body);
        var made = await fleet.DoAsync(HttpMethod.Post, "/api/v1/rollouts", body);
        var path = $"/api/v1/rollouts/{made!["rollout"]!["id"]}";
        await fleet.DoAsync(HttpMethod.Post, $"{path}/plan");
        var plan = (await Server.Operator.GetOkAsync(path))["plan"]!["planHash"];
        await fleet.DoAsync(HttpMethod.Post, $"{path}/start", $$"""{"planHash":"{{plan}}"}""");
        await fleet.DoAsync(HttpMethod.Post, $"{path}/pause", """{"reason":"a look"}""");
        await fleet.DoAsync(HttpMethod.Post, $"{path}/resume");
        await fleet.Agent.SendAsync(fleet.Agent.Heartbeat());
        await Until.TrueAsync(async () => (await Server.Operator.GetOkAsync(path))["rollout"]!["counts"]!["ordered"] is not null);
        await GetAsync("GET", "/api/v1/hosts/a/explain");
        await fleet.DoAsync(HttpMethod.Post, $"{path}/retry", """{"hostIds":["a"]}""");
        await fleet.DoAsync(HttpMethod.Post, $"{path}/undo?dry_run=1");
        await fleet.DoAsync(HttpMethod.Post, $"{path}/undo");
        await ApproveAsync();
    }

    private async Task ApproveAsync()
    {
        var made = await fleet.DoAsync(HttpMethod.Post, "/api/v1/rollouts",
            """{"layer":"host:a","document":{"settings":{"logLevel":"warning"}},"strategy":{"approval":{"oneFromHosts":1}}}""");
        var path = $"/api/v1/rollouts/{made!["rollout"]!["id"]}";
        await fleet.DoAsync(HttpMethod.Post, $"{path}/start", $$"""{"planHash":"{{made["plan"]!["planHash"]}}"}""");
        using var other = await Server.AddKeyAsync("approver", """[{"role":"operator"}]""");
        Assert.Equal(HttpStatusCode.OK, (await other.SendAsync(HttpMethod.Post, $"{path}/approve")).Status);
        await fleet.DoAsync(HttpMethod.Post, $"{path}/skip", """{"stage":"all"}""");
        await fleet.DoAsync(HttpMethod.Post, $"{path}/abort");
    }

    private async Task WriteGroupsAndLabelsAsync()
    {
        await fleet.DoAsync(HttpMethod.Post, "/api/v1/groups?dry_run=1", """{"name":"new","rank":30,"q":"tier=a"}""");
        await fleet.DoAsync(HttpMethod.Post, "/api/v1/groups", """{"name":"new","rank":30,"q":"tier=a"}""");
        await fleet.DoAsync(HttpMethod.Put, "/api/v1/groups/new", """{"rank":31,"q":"id=a","note":"one"}""");
        await fleet.DoAsync(HttpMethod.Delete, "/api/v1/groups/new");
        await fleet.DoAsync(HttpMethod.Patch, "/api/v1/hosts/a/labels", """{"env":"prod"}""");
        await fleet.DoAsync(HttpMethod.Post, "/api/v1/hosts/labels", """{"q":"id=a","labels":{"env":"test"},"expectedCount":1}""");
        await OperationAsync(HttpMethod.Post, "/api/v1/hosts/labels",
            $$"""{"q":"tier=a","labels":{"env":"old"},"expectedCount":{{FullFleet.Seeded}}}""");
        await fleet.DoAsync(HttpMethod.Post, "/api/agents/batch", """{"action":"restart","agent_ids":["a","none"]}""");
    }

    private async Task DecideAsync()
    {
        foreach (var (path, name) in new[] { ("/api/v1/enrolments", "enrolments"), ("/api/v1/clones", "clones"), ("/api/clones", "clones") })
        {
            var id = (string)(await Server.Operator.GetOkAsync(path))[name]![0]!["id"]!;
            await fleet.DoAsync(HttpMethod.Post, $"{path}/{id}/approve?dry_run=1");
            await fleet.DoAsync(HttpMethod.Post, $"{path}/{id}/refuse");
            await fleet.DoAsync(HttpMethod.Post, $"{path}/{id}/approve");
            await fleet.DoAsync(HttpMethod.Delete, $"{path}/{id}");
        }
        await fleet.DoAsync(HttpMethod.Post, $"/api/v1/hosts/{fleet.CloneId}/consent");
        await fleet.DoAsync(HttpMethod.Post, $"/api/fleet/{fleet.CloneId}/consent");
        foreach (var path in new[] { "/api/v1/tokens", "/api/enrolment-tokens" })
        {
            await fleet.DoAsync(HttpMethod.Post, $"{path}?dry_run=1", "{}");
            var made = await fleet.DoAsync(HttpMethod.Post, path, """{"labels":{"env":"a"},"networks":["10.0.0.0/8"],"note":"n"}""");
            await fleet.DoAsync(HttpMethod.Delete, $"{path}/{(string)made!["details"]!["id"]!}");
        }
    }

    private async Task WatchAsync()
    {
        const string rule = """{"name":"new","condition":"hosts","q":"online","threshold":5,"share":true,"riseSeconds":60}""";
        const string webhook = """{"name":"new","url":"https://new.invalid/"}""";
        foreach (var dry in new[] { "?dry_run=1", "" })
        {
            await fleet.DoAsync(HttpMethod.Post, $"/api/v1/alert-rules{dry}", rule);
            await fleet.DoAsync(HttpMethod.Post, $"/api/v1/webhooks{dry}", webhook);
            await fleet.DoAsync(HttpMethod.Post, $"/api/v1/silences{dry}", FullFleet.Soon("\"q\":\"id=a\",\"reason\":\"known\""));
        }
        foreach (var dry in new[] { "?dry_run=1", "" })
        {
            await fleet.DoAsync(HttpMethod.Post, $"/api/v1/alerts/new/silence{dry}", FullFleet.Soon("\"reason\":\"known\""));
            await fleet.DoAsync(HttpMethod.Put, $"/api/v1/alert-rules/new{dry}", rule);
            await fleet.DoAsync(HttpMethod.Put, $"/api/v1/webhooks/new{dry}", """{"note":"n"}""");
            await fleet.DoAsync(HttpMethod.Post, $"/api/v1/webhooks/new/secret{dry}");
            await fleet.DoAsync(HttpMethod.Post, $"/api/v1/webhooks/new/test{dry}");
        }
        var silences = (await Server.Operator.GetOkAsync("/api/v1/silences"))["silences"]!.AsArray();
        await fleet.DoAsync(HttpMethod.Delete, $"/api/v1/silences/{silences[0]!["id"]}");
        foreach (var path in new[] { "/api/v1/alert-rules/new", "/api/v1/webhooks/new" })
            await fleet.DoAsync(HttpMethod.Delete, path);
    }

    private async Task CommandAsync()
    {
        foreach (var path in new[] { "/api/v1/hosts/a/commands", "/api/fleet/a/commands" })
        {
            if (path.Contains("/v1/")) await fleet.DoAsync(HttpMethod.Post, $"{path}?dry_run=1", """{"kind":"restart-agent"}""");
            var id = (string)(await fleet.DoAsync(HttpMethod.Post, path, """{"kind":"collect-log","lines":10}"""))!["id"]!;
            await fleet.Agent.SendAsync(fleet.Agent.Heartbeat());
            await AsAgentAsync(HttpMethod.Post, $"/api/agents/commands/{id}/log", """{"text":"a line"}""");
            await AsAgentAsync(HttpMethod.Post, $"/api/agents/commands/{id}/result", """{"outcome":"succeeded","at":"2026-01-01T00:00:00Z"}""");
            await GetAsync("GET", path);
        }
    }

    private async Task LetInAsync()
    {
        const string grants = """[{"role":"viewer"}]""";
        foreach (var path in new[] { "/api/v1/keys", "/api/v1/approvals" })
        {
            var rows = (await Server.Operator.GetOkAsync(path))[path.Split('/')[^1]]!.AsArray();
            await GetAsync("GET", $"{path}/{rows[0]!["id"]}");
        }
        var waiting = (await Server.Operator.GetOkAsync("/api/v1/approvals"))["approvals"]!.AsArray();
        await fleet.DoAsync(HttpMethod.Delete, "/api/v1/approval-rules/db");
        Assert.Equal(HttpStatusCode.OK, (await fleet.Web.SendAsync(HttpMethod.Post, $"/api/v1/approvals/{waiting[0]!["id"]}/approve")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await fleet.Web.SendAsync(HttpMethod.Post, $"/api/v1/approvals/{waiting[1]!["id"]}/refuse")).Status);
        var (_, own) = await fleet.Web.SendAsync(HttpMethod.Patch, "/api/v1/hosts/a/labels", """{"waits":"on"}""");
        Assert.Equal(HttpStatusCode.NoContent, (await fleet.Web.SendAsync(HttpMethod.Delete, $"/api/v1/approvals/{own!["id"]}")).Status);
        await fleet.DoAsync(HttpMethod.Delete, "/api/v1/approval-rules/web");

        await fleet.DoAsync(HttpMethod.Post, "/api/v1/users?dry_run=1", $$"""{"name":"new","grants":{{grants}}}""");
        await fleet.DoAsync(HttpMethod.Post, "/api/v1/users", $$"""{"name":"new","grants":{{grants}}}""");
        await fleet.DoAsync(HttpMethod.Put, "/api/v1/users/new", $$"""{"grants":{{grants}}}""");
        await fleet.DoAsync(HttpMethod.Delete, "/api/v1/users/new");
        await fleet.DoAsync(HttpMethod.Post, "/api/v1/keys?dry_run=1", $$"""{"name":"new","grants":{{grants}},"program":true}""");
        var key = await fleet.DoAsync(HttpMethod.Post, "/api/v1/keys", $$"""{"name":"new","grants":{{grants}},"program":true}""");
        await fleet.DoAsync(HttpMethod.Delete, $"/api/v1/keys/{key!["details"]!["id"]}");
        var (changed, _) = await fleet.Web.SendAsync(
            HttpMethod.Post, "/api/v1/me/password", $$"""{"current":"{{AccessClients.Password}}","next":"another long one"}""");
        Assert.Equal(HttpStatusCode.NoContent, changed);
        using var session = await Server.OpenSessionAsync("web", "another long one");
        Assert.Equal(HttpStatusCode.NoContent, (await session.SendAsync(HttpMethod.Delete, "/api/v1/sessions/current")).Status);
    }

    private async Task SpeakAsAgentsAsync()
    {
        await AsAgentAsync(HttpMethod.Get, "/api/agents/self", "");
        var newer = FullFleet.Os.Replace("12", "13");
        var hash = Aops.Contracts.Wire.Inventory.InventoryHash.Of(System.Text.Encoding.UTF8.GetBytes(newer));
        await fleet.Agent.SendAsync(fleet.Agent.Heartbeat() with { Inventory = new Dictionary<string, string> { ["os"] = hash } });
        await AsAgentAsync(HttpMethod.Put, $"/api/agents/inventory/os/{hash}", newer);
        await AsAgentAsync(HttpMethod.Post, "/api/agents/farewell/reboot", "");
        var newcomer = await TestAgent.EnrolAsync(Server, machine: "d1");
        var (withdrawn, _) = await newcomer.AskAsync(HttpMethod.Delete, "/api/agents/self", "");
        Assert.Equal(HttpStatusCode.NoContent, withdrawn);
        await GetAsync("GET", "/api/v1/hosts/a/timeline");
        await GetAsync("GET", "/api/v1/events?after=0&limit=1000");
    }

    private async Task RemoveAsync()
    {
        await fleet.DoAsync(HttpMethod.Delete, "/api/fleet/h00001");
        await fleet.DoAsync(HttpMethod.Delete, "/api/v1/hosts/h00002");
        await fleet.DoAsync(HttpMethod.Post, "/api/v1/hosts/remove", """{"q":"id=h00003","expectedCount":1}""");
        await OperationAsync(HttpMethod.Post, "/api/v1/hosts/remove", $$"""{"q":"tier=a","expectedCount":{{FullFleet.Seeded - 3}}}""");
    }

    // Work that is too much for one request, and how far it is.
    private async Task OperationAsync(HttpMethod method, string path, string body)
    {
        var answer = await fleet.DoAsync(method, path, body);
        var operation = (string?)answer!["operation"];
        Assert.True(operation is not null, $"{method} {path} is no operation: {answer.ToJsonString()}");
        await GetAsync("GET", $"/api/v1/operations/{operation}");
        await fleet.OperationsEndAsync();
    }

    private async Task AsAgentAsync(HttpMethod method, string path, string body)
    {
        var (status, answer) = await fleet.Agent.AskAsync(method, path, body);
        Assert.True((int)status is >= 200 and < 300, $"{method} {path}: {status} {answer?.ToJsonString()}");
    }

    private async Task GetAsync(string method, string path, params (string Name, string Value)[] headers)
    {
        var (status, answer) = await Server.Operator.SendAsync(new HttpMethod(method), path, null, headers);
        Assert.True(status == HttpStatusCode.OK, $"{method} {path}: {status} {answer?.ToJsonString()}");
    }

    private static string Document(string document) => $$"""{"document":{{document}},{{Strategy}}}""";
}
