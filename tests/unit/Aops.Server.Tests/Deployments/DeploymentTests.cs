using System.Net;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Deployments;

/// <summary>Deployments: what is asked for, the runs of it, what hosts have of it, and one log.</summary>
public sealed class DeploymentTests : IAsyncLifetime
{
    private const string All = "/api/v1/deployments";
    private const string One = All + "/shop";

    private TestServer _server = null!;
    private RunningHost _a = null!;
    private RunningHost _b = null!;

    private HttpClient Operator => _server.Operator;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await _server.PublishServiceAsync();
        _a = await RunningHost.StartAsync(_server, "a");
        _b = await RunningHost.StartAsync(_server, "b");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Deployment_IsBroughtToHosts_AndEachSaysHowItIs()
    {
        var made = await MakeAsync();
        Assert.Equal((2, 1, 0), ((int)made["count"]!, (int)made["deployment"]!["revision"]!, (int)made["deployment"]!["runs"]!));
        Assert.Equal(["deploy", "start", "stop", "status", "remove"],
            (await Operator.GetOkAsync(One))["verbs"]!.AsArray().Select(verb => (string?)verb));
        Assert.Equal(["a absent", "b absent"], await HostsAsync());
        Assert.Equal("""{"absent":2}""", await CountsAsync(One));

        var id = await BeginAsync("deploy");
        var run = await Operator.ReadRunAsync(id);
        Assert.Equal(("shop", "deploy", "deploy shop (service 1.0)"),
            ((string?)run["deployment"], (string?)run["verb"], (string?)run["what"]));
        var order = await _a.WaitForOrderAsync(id);
        Assert.Equal(("deploy", "80"), ((string?)order["parameters"]!["verb"], (string?)order["parameters"]!["port"]));
        await _a.RunAsync(id, "it is there\n");
        await _b.RunAsync(id, "no room\n", exitCode: 1);
        await Operator.UntilOverAsync(id, "ended");

        Assert.Equal(["a deployed", "b failed"], await HostsAsync());
        var shown = (await Operator.GetOkAsync(One))["deployment"]!;
        Assert.Equal((1, 1, 1, id), (
            (int)shown["hosts"]!["deployed"]!, (int)shown["hosts"]!["failed"]!, (int)shown["runs"]!, (string?)shown["lastRun"]!["id"]));
        // What a host has is another thing than what was done last.
        await DoneAsync("stop", _a);
        var host = (await Operator.GetOkAsync($"{One}/hosts?host=a"))["hosts"]![0]!;
        Assert.Equal(("deployed", "stop", "succeeded", 1), (
            (string?)host["state"], (string?)host["verb"], (string?)host["phase"], (int)host["deployedRevision"]!));
        await DoneAsync("remove", _a);
        Assert.Equal(["a absent", "b failed"], await HostsAsync());
        Assert.Equal("""{"absent":1,"failed":1}""", await CountsAsync(One));
        Assert.Equal(["b failed"], await HostsAsync("?state=failed"));
    }

    [Fact]
    public async Task AnotherContent_LeavesHostsOutdated_UntilTheyAreDeployed_AndANoteDoesNot()
    {
        await MakeAsync();
        await DoneAsync("deploy", _a, _b);
        Assert.Equal(["a deployed", "b deployed"], await HostsAsync());

        await WriteAsync("id in (a, b)", "\"parameters\":{\"port\":\"80\"},\"note\":\"of the shop\"");
        Assert.Equal(["a deployed", "b deployed"], await HostsAsync());
        await WriteAsync("id in (a, b)", "\"parameters\":{\"port\":\"81\"}");
        Assert.Equal(["a outdated", "b outdated"], await HostsAsync());

        await DoneAsync("deploy", _a);
        Assert.Equal(["a deployed", "b outdated"], await HostsAsync());
        var shown = (await Operator.GetOkAsync(One))["deployment"]!;
        Assert.Equal((3, 3), ((int)shown["revision"]!, (int)shown["contentRevision"]!));
        // A host that the query has no longer is shown as long as it has it.
        await WriteAsync("id=a", "\"parameters\":{\"port\":\"81\"}");
        var host = (await Operator.GetOkAsync($"{One}/hosts?host=b"))["hosts"]![0]!;
        Assert.Equal(("outdated", false), ((string?)host["state"], (bool)host["isMember"]!));
        Assert.Equal("""{"deployed":1,"outdated":1}""", await CountsAsync(One));
        // A host that nothing was done on is counted by a list that asks for it.
        await WriteAsync("", "\"parameters\":{\"port\":\"81\"}");
        await RunningHost.StartAsync(_server, "c");
        Assert.Equal("""{"deployed":1,"outdated":1}""", await CountsAsync(All));
        Assert.Equal("""{"absent":1,"deployed":1,"outdated":1}""", await CountsAsync(All + "?count=1"));
    }

    [Fact]
    public async Task Log_HasEveryRun_FromTheFirstLineToTheLast()
    {
        await MakeAsync();
        var first = await BeginAsync("deploy");
        await _a.RunAsync(first, "one\n");
        await _b.RunAsync(first, "two\n");
        await Operator.UntilOverAsync(first, "ended");
        var second = await BeginAsync("status", """{"hosts":["b"]}""");
        await _b.RunAsync(second, "three\n");
        await Operator.UntilOverAsync(second, "ended");

        var (_, whole) = await Operator.ReadTextAsync($"{One}/log", "text/plain");
        var (_, ofA) = await Operator.ReadTextAsync($"{One}/log?host=a", "text/plain");

        var lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.Matches($"^==> deploy, .*, by initial, 2 hosts, run {first} <==$", lines[0]);
        Assert.Equal(["box: one", "box: two"], lines[1..3].Order(StringComparer.Ordinal));
        Assert.Matches($"^==> status, .*, by initial, 1 host, run {second} <==$", lines[3]);
        Assert.Equal("box: three", lines[4]);
        Assert.Equal(2, ofA.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("box: one", ofA, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Followed_ItTellsOfItsNewestRun_AndOfThoseThatBeginLater()
    {
        await MakeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{One}/log");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await Operator.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        foreach (var verb in new[] { "deploy", "status" })
        {
            var id = await BeginAsync(verb, """{"hosts":["a"]}""");
            await _a.RunAsync(id, $"of {verb}\n");
            var head = await NextAsync(reader, "run");
            Assert.Equal((id, verb, 1), ((string?)head["run"], (string?)head["verb"], (int)head["hosts"]!));
            Assert.Equal($"of {verb}\n", (string?)(await NextAsync(reader, "log"))["log_data"]);
            Assert.True((bool)(await NextAsync(reader, "log"))["is_final"]!);
            await Operator.UntilOverAsync(id, "ended");
        }
    }

    [Fact]
    public async Task OneRun_IsOpenAtOnce_AndARecordWithOneStays()
    {
        await MakeAsync();
        var open = await BeginAsync("deploy");

        foreach (var (method, path) in new[] { (HttpMethod.Post, $"{One}/verbs/stop"), (HttpMethod.Delete, One) })
        {
            var refused = await Operator.SendAsync(method, path);
            refused.AssertProblem(HttpStatusCode.Conflict, "deployment-busy");
            Assert.Contains(open, (string?)refused.Body!["detail"], StringComparison.Ordinal);
        }
        await _a.RunAsync(open, "");
        await _b.RunAsync(open, "", exitCode: 2);
        await Operator.UntilOverAsync(open, "ended");
        // Once more on the host that failed is of the same deployment.
        var again = (string)(await Operator.DoAsync($"/api/v1/runs/{open}/rerun"))["run"]!["id"]!;
        await _b.RunAsync(again, "");
        await Operator.UntilOverAsync(again, "ended");
        Assert.Equal(["a deployed", "b deployed"], await HostsAsync());
        Assert.Equal([again, open], (await Operator.GetOkAsync("/api/v1/runs?deployment=shop"))["runs"]!.AsArray().Select(run => (string?)run!["id"]));

        Assert.Equal(HttpStatusCode.NoContent, (await Operator.SendAsync(HttpMethod.Delete, One)).Status);
        await MakeAsync();
        Assert.Equal(["a absent", "b absent"], await HostsAsync());
        var (_, log) = await Operator.ReadTextAsync($"{One}/log", "text/plain");
        Assert.Equal("[no run of it is stored]\n", log);
    }

    [Fact]
    public async Task Check_OfItsRunbook_ChangesNoState_AndSecretsComeWithTheVerb()
    {
        await MakeAsync();
        var id = await BeginAsync("deploy", """{"hosts":["a"],"parameters":{"password":"hidden word"}}""");
        var order = await _a.WaitForOrderAsync(id);
        Assert.Equal("hidden word", (string?)order["parameters"]!["password"]);
        await _a.RunAsync(id, "");
        await Operator.UntilOverAsync(id, "ended");

        Assert.DoesNotContain("hidden word", (await Operator.GetOkAsync(One)).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden word", (await Operator.GetOkAsync($"/api/v1/runs/{id}")).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden word", (await Operator.GetOkAsync("/api/v1/audit")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NarrowScope_SeesItsOwn_AndReachesNoOtherHost()
    {
        await Operator.SendAsync(HttpMethod.Patch, "/api/v1/hosts/a/labels", """{"env":"prod"}""");
        await MakeAsync();
        using var key = await _server.AddKeyAsync("ops", """[{"role":"operator","scope":"label.env=prod"}]""");
        Assert.Empty((await key.GetOkAsync(All))["deployments"]!.AsArray());
        (await key.SendAsync(HttpMethod.Post, $"{One}/verbs/stop")).AssertProblem(HttpStatusCode.NotFound, "no-such-deployment");
        (await key.SendAsync(HttpMethod.Delete, One)).AssertProblem(HttpStatusCode.Forbidden, "outside-scope");

        var made = await key.DoAsync(All, ServiceRunbook.BodyOf("mine", ""));

        Assert.Equal((1, "label.env=prod"), ((int)made["count"]!, (string?)made["deployment"]!["q"]));
        var run = await key.DoAsync($"{All}/mine/verbs/deploy");
        Assert.Equal(1, (int)run["run"]!["hosts"]!);
        var outside = await key.SendAsync(HttpMethod.Post, $"{All}/mine/verbs/stop", """{"hosts":["b"]}""");
        outside.AssertProblem(HttpStatusCode.NotFound, "no-such-host");
        await Operator.DoAsync($"/api/v1/runs/{run["run"]!["id"]}/cancel");
    }

    [Fact]
    public async Task Writes_TakeRevisionsKeysAndDryRuns_AndAreAudited()
    {
        var dry = await Operator.DoAsync(All + "?dry_run=1", ServiceRunbook.BodyOf("shop"));
        Assert.True((bool)dry["dryRun"]!);
        Assert.Empty((await Operator.GetOkAsync(All))["deployments"]!.AsArray());
        for (var tries = 0; tries < 2; tries++)
        {
            var (status, _) = await Operator.SendAsync(HttpMethod.Post, All, ServiceRunbook.BodyOf("shop"), ("Idempotency-Key", "k1"));
            Assert.Equal(HttpStatusCode.Created, status);
        }
        (await Operator.SendAsync(HttpMethod.Put, One, ServiceRunbook.BodyOf(null), ("If-Match", "\"7\"")))
            .AssertProblem(HttpStatusCode.PreconditionFailed, "revision");
        await Operator.PutOkAsync(One, ServiceRunbook.BodyOf(null));
        Assert.Equal(HttpStatusCode.NoContent, (await Operator.SendAsync(HttpMethod.Delete, One + "?dry_run=1")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Operator.SendAsync(HttpMethod.Delete, One, null, ("If-Match", "\"2\""))).Status);

        var kinds = (await Operator.GetOkAsync("/api/v1/audit"))["rows"]!.AsArray().Select(row => (string?)row!["kind"]);
        Assert.Equal(["deployment.remove", "deployment.replace", "deployment.create"],
            kinds.Where(kind => kind!.StartsWith("deployment.", StringComparison.Ordinal)));
        var events = (await Operator.GetOkAsync("/api/v1/events?kind=deployment&limit=10"))["events"]!.AsArray();
        Assert.Equal(3, events.Count);
    }

    [Fact]
    public async Task PlanThatWasSeen_IsWhatIsRun()
    {
        await MakeAsync();
        var plan = await Operator.DoAsync($"{One}/verbs/deploy?dry_run=1");
        Assert.Equal(2, (int)plan["count"]!);
        await WriteAsync("id=a", "\"parameters\":{\"port\":\"80\"}");

        var refused = await Operator.SendAsync(HttpMethod.Post, $"{One}/verbs/deploy", $$"""{"planHash":"{{plan["planHash"]}}"}""");

        refused.AssertProblem(HttpStatusCode.Conflict, "plan-changed");
    }

    private Task<JsonNode> MakeAsync() => Operator.DoAsync(All, ServiceRunbook.BodyOf("shop", "id in (a, b)"));

    private Task WriteAsync(string query, string more) =>
        Operator.PutOkAsync(One, ServiceRunbook.BodyOf(null, query, more));

    private async Task<string> BeginAsync(string verb, string? body = null) =>
        (string)(await Operator.DoAsync($"{One}/verbs/{verb}", body))["run"]!["id"]!;

    // Hosts that do it, with success.
    private async Task DoneAsync(string verb, params RunningHost[] hosts)
    {
        var id = await BeginAsync(verb, $$"""{"hosts":[{{string.Join(',', hosts.Select(host => $"\"{host.Id}\""))}}]}""");
        foreach (var host in hosts) await host.RunAsync(id, $"{verb} is done\n");
        await Operator.UntilOverAsync(id, "ended");
    }

    private async Task<IReadOnlyList<string>> HostsAsync(string filter = "") =>
        [.. (await Operator.GetOkAsync($"{One}/hosts{filter}"))["hosts"]!.AsArray().Select(host => $"{host!["host"]} {host["state"]}")];

    // The hosts of the deployment by state, as it or the list shows them.
    private async Task<string> CountsAsync(string path)
    {
        var answer = await Operator.GetOkAsync(path);
        var shown = answer["deployment"] ?? answer["deployments"]![0]!;
        return new JsonObject(shown["hosts"]!.AsObject().OrderBy(state => state.Key)
            .Select(state => KeyValuePair.Create(state.Key, state.Value?.DeepClone()))).ToJsonString();
    }

    // The next message of a kind; comments keep the connection.
    private static async Task<JsonNode> NextAsync(StreamReader reader, string kind)
    {
        string? line;
        do line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        while (line is not null && !line.StartsWith("event:", StringComparison.Ordinal));
        Assert.Equal($"event: {kind}", line);
        return JsonNode.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!["data: ".Length..])!;
    }
}
