using System.Net;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>Playbooks on the server: what they did is data, a check tells the drift of a host, and who may read it.</summary>
public sealed class PlaybookRunTests : IAsyncLifetime
{
    private const string Web = "\"runbook\":{\"name\":\"web\",\"version\":\"1\"}";

    private TestServer _server = null!;
    private RunningHost _host = null!;

    private HttpClient Operator => _server.Operator;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        var repository = new TestRepository();
        repository.AddPlaybook("web", "1");
        repository.AddPlaybook("once", "1", mayCheck: false);
        repository.AddRunbook("restart", "1.0");
        repository.Add("1.0.0", [1]);
        await repository.SendAsync(Operator);
        _host = await RunningHost.StartAsync(_server, "a", RunPolicy.Signed);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static PlaybookResult Result(bool isCheck, int changed, params PlaybookTask[] failed) => new()
    {
        Check = isCheck, Ansible = "2.14.18",
        Recap = new PlaybookRecap { Ok = 5, Changed = changed, Failed = failed.Length, Seconds = 1.5 },
        Changed = [.. Enumerable.Range(1, changed).Select(i => new PlaybookTask
        {
            Task = $"web : file {i}", Path = $"roles/web/tasks/main.yml:{i}", Object = $"/etc/web/{i}", Seconds = 0.5, DiffBytes = 7,
        })],
        Failed = failed,
    };

    private Task<string> StartAsync(string host = "a", bool isCheck = false) => Operator.RunAsync(
        $"\"hosts\":[\"{host}\"],{Web},\"parameters\":{{\"port\":\"80\"}}{(isCheck ? ",\"check\":true" : "")}");

    private async Task<JsonArray> DriftAsync(string query = "") =>
        (await Operator.GetOkAsync($"/api/v1/drift{query}"))["drift"]!.AsArray();

    // The filter is none of the counts.
    private async Task<string> CountsAsync() =>
        (await Operator.GetOkAsync("/api/v1/drift?count=1&host=none"))["playbooks"]!.ToJsonString();

    [Fact]
    public async Task Playbooks_AreListedWithWhatTheyNeed()
    {
        var web = (await Operator.GetOkAsync("/api/v1/runbooks?name=web"))["runbooks"]!.AsArray().Single()!;

        Assert.Equal(("site.yml", true, "rsync"), ((string)web["playbook"]!["file"]!, (bool)web["playbook"]!["mayCheck"]!,
            (string)web["playbook"]!["requires"]!["commands"]![0]!));
        Assert.Equal("integer", (string?)web["parameters"]![0]!["type"]);
        var restart = (await Operator.GetOkAsync("/api/v1/runbooks?name=restart"))["runbooks"]!.AsArray().Single()!;
        Assert.Null(restart["playbook"]);
    }

    [Fact]
    public async Task Result_IsDataOfTheHost()
    {
        var id = await StartAsync();
        var order = await _host.PlayAsync(id, Result(false, 2, new PlaybookTask { Task = "bad", Message = "no" }), RunPhase.Failed);

        Assert.Null(order["check"]);
        Assert.Equal("80", (string?)order["parameters"]!["port"]);
        await Operator.UntilOverAsync(id, "ended");
        var playbook = (await Operator.ReadHostAsync(id, "a"))["playbook"]!;
        Assert.Equal((false, 2, 1), ((bool)playbook["check"]!, (int)playbook["recap"]!["changed"]!, (int)playbook["recap"]!["failed"]!));
        Assert.Equal(("web : file 2", "roles/web/tasks/main.yml:2", "/etc/web/2"), ((string)playbook["changed"]![1]!["task"]!,
            (string)playbook["changed"]![1]!["path"]!, (string)playbook["changed"]![1]!["object"]!));
        Assert.Equal("no", (string?)playbook["failed"]![0]!["message"]);
        Assert.Empty(await DriftAsync());
    }

    [Fact]
    public async Task Check_TellsTheDrift_WhichApplyingClears()
    {
        var check = await StartAsync(isCheck: true);
        var order = await _host.PlayAsync(check, Result(true, 2));
        Assert.True((bool)order["check"]!);
        await Operator.UntilOverAsync(check, "ended");
        var run = await Operator.ReadRunAsync(check);
        Assert.Equal(("check of web 1", true), ((string)run["what"]!, (bool)run["check"]!));

        var drift = Assert.Single(await DriftAsync("?state=drifted"))!;
        Assert.Equal(("web", "a", "1", check, 2), ((string)drift["playbook"]!, (string)drift["host"]!, (string)drift["version"]!,
            (string)drift["run"]!, (int)drift["drifted"]!));
        Assert.Equal("/etc/web/1", (string?)drift["tasks"]![0]!["object"]);
        Assert.Null(drift["appliedAt"]);
        Assert.Equal("""[{"playbook":"web","drifted":1,"inSync":0}]""", await CountsAsync());

        var apply = await StartAsync();
        await _host.PlayAsync(apply, Result(false, 2));
        await Operator.UntilOverAsync(apply, "ended");
        Assert.Empty(await DriftAsync("?state=drifted"));
        drift = Assert.Single(await DriftAsync("?state=in-sync&playbook=web&host=a"))!;
        Assert.Equal((0, apply, 0), ((int)drift["drifted"]!, (string)drift["run"]!, drift["tasks"]!.AsArray().Count));
        Assert.NotNull(drift["checkedAt"]);
        Assert.NotNull(drift["appliedAt"]);
        Assert.Equal("""[{"playbook":"web","drifted":0,"inSync":1}]""", await CountsAsync());
        Assert.Null((await Operator.GetOkAsync("/api/v1/drift"))["playbooks"]);
    }

    [Fact]
    public async Task Check_ThatFailed_ChangesNothingThatIsKnown()
    {
        var check = await StartAsync(isCheck: true);
        await _host.PlayAsync(check, Result(true, 1));
        await Operator.UntilOverAsync(check, "ended");

        var failed = await StartAsync(isCheck: true);
        await _host.PlayAsync(failed, Result(true, 0, new PlaybookTask { Task = "bad" }), RunPhase.Failed);
        await Operator.UntilOverAsync(failed, "ended");

        Assert.Equal((1, check), ((int)Assert.Single(await DriftAsync())!["drifted"]!, (string)(await DriftAsync())[0]!["run"]!));
    }

    [Theory]
    [InlineData("\"runbook\":{\"name\":\"once\",\"version\":\"1\"}", "once 1 is signed without mayCheck")]
    [InlineData("\"runbook\":{\"name\":\"restart\",\"version\":\"1.0\"},\"parameters\":{\"unit\":\"a.service\"}", "restart 1.0 is none")]
    public async Task Check_OfWhatHasNone_IsRefused(string runbook, string sentence)
    {
        var (status, body) = await Operator.SendAsync(
            HttpMethod.Post, "/api/v1/runs", $"{{\"hosts\":[\"a\"],{runbook},\"check\":true}}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(sentence, body!["errors"]!["check"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfACheck_IsNotThatOfApplying()
    {
        var members = $"\"hosts\":[\"a\"],{Web}";
        var check = await Operator.DoAsync("/api/v1/runs?dry_run=1", $"{{{members},\"check\":true}}");

        var (status, body) = await Operator.SendAsync(
            HttpMethod.Post, "/api/v1/runs", $"{{{members},\"planHash\":\"{check["planHash"]}\"}}");

        Assert.Equal((HttpStatusCode.Conflict, "plan-changed"), (status, ((string)body!["type"]!).Split('/')[^1].Split(':')[^1]));
    }

    [Fact]
    public async Task Schedule_StartsChecks()
    {
        var (status, body) = await Operator.SendAsync(HttpMethod.Post, "/api/v1/schedules",
            $"{{\"name\":\"nightly\",\"cron\":\"0 2 * * *\",\"run\":{{\"q\":\"\",{Web},\"check\":true}}}}");

        Assert.True(status == HttpStatusCode.Created, body?.ToJsonString());
        Assert.True((bool)(await Operator.GetOkAsync("/api/v1/schedules/nightly"))["run"]!["check"]!);
    }

    [Fact]
    public async Task Drift_IsShownWithinTheScopeOfItsReader_AndGoesWithItsHost()
    {
        var other = await RunningHost.StartAsync(_server, "b", RunPolicy.Signed);
        foreach (var (host, id) in new[] { (_host, "a"), (other, "b") })
        {
            var (status, _) = await Operator.SendAsync(
                HttpMethod.Patch, $"/api/v1/hosts/{id}/labels", $$"""{"env":"{{(id == "a" ? "prod" : "dev")}}"}""");
            Assert.Equal(HttpStatusCode.OK, status);
            var run = await StartAsync(id, isCheck: true);
            await host.PlayAsync(run, Result(true, 1));
        }
        using var reader = await _server.AddKeyAsync("reader", """[{"role":"viewer","scope":"label.env=prod"}]""");

        Assert.Equal(["a", "b"], (await DriftAsync()).Select(row => (string)row!["host"]!));
        Assert.Equal(["a"], (await reader.GetOkAsync("/api/v1/drift"))["drift"]!.AsArray().Select(row => (string)row!["host"]!));
        var first = await Operator.GetOkAsync("/api/v1/drift?limit=1");
        var second = await Operator.GetOkAsync($"/api/v1/drift?limit=1&cursor={first["next"]}");
        Assert.Equal("b", (string?)second["drift"]![0]!["host"]);
        await Operator.SendAsync(HttpMethod.Delete, "/api/v1/hosts/b");
        Assert.Equal(["a"], (await DriftAsync()).Select(row => (string)row!["host"]!));
    }

    [Fact]
    public async Task Texts_OfAResult_AreCut()
    {
        var id = await StartAsync();
        await _host.PlayAsync(id, Result(false, 1) with
        {
            Changed = [new PlaybookTask { Task = new string('x', 5000), Message = new string('y', 5000) }],
        });

        var task = (await Operator.ReadHostAsync(id, "a"))["playbook"]!["changed"]![0]!;

        Assert.InRange(((string)task["task"]!).Length, 1, PlaybookResult.CharsMax + 1);
        Assert.InRange(((string)task["message"]!).Length, 1, PlaybookResult.CharsMax + 1);
    }

    [Fact]
    public async Task OneHostOfFifty_ThatFails_StopsTheOthers_AndIsNamedWithItsTask()
    {
        const int hosts = 50;
        var all = new Dictionary<string, RunningHost> { ["a"] = _host };
        for (var i = 1; i < hosts; i++) all[$"h{i}"] = await RunningHost.StartAsync(_server, $"h{i}", RunPolicy.Signed);
        var id = await Operator.RunAsync(
            $"\"q\":\"\",{Web},\"concurrency\":5,\"budget\":{{\"failures\":0}},\"parameters\":{{\"port\":\"80\"}}");
        List<string> offered = [];
        await Until.TrueAsync(async () => (offered = await InPhaseAsync(id, "offered")).Count == 5);
        // What a host was not told of yet is taken back by a halt.
        foreach (var host in offered) await all[host].WaitForOrderAsync(id);

        await all[offered[0]].PlayAsync(
            id, Result(false, 0, new PlaybookTask { Task = "web : page", Path = "roles/web/tasks/main.yml:3" }), RunPhase.Failed);
        await Until.TrueAsync(async () => (string?)(await Operator.ReadRunAsync(id))["state"] == "halted");
        foreach (var host in offered[1..]) await all[host].PlayAsync(id, Result(false, 1));

        await Operator.UntilOverAsync(id, "halted");
        var counts = (await Operator.ReadRunAsync(id))["counts"]!;
        Assert.Equal(1, (int)counts["failed"]!);
        Assert.Equal(hosts - 1, (int)(counts["succeeded"] ?? 0) + (int)(counts["stopped"] ?? 0) + (int)(counts["withdrawn"] ?? 0));
        Assert.InRange((int)counts["stopped"]!, hosts - 5, hosts - 1);
        var failed = (await Operator.ReadHostAsync(id, offered[0]))["playbook"]!["failed"]![0]!;
        Assert.Equal("web : page", (string?)failed["task"]);
    }

    private async Task<List<string>> InPhaseAsync(string id, string phase) =>
        [.. (await Operator.GetOkAsync($"/api/v1/runs/{id}/hosts?phase={phase}"))["hosts"]!.AsArray().Select(row => (string)row!["id"]!)];
}
