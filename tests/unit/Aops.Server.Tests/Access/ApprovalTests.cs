using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.People;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Access;

public sealed class ApprovalTests : IAsyncLifetime
{
    private const string Operator = """[{"role":"operator"}]""";

    private readonly ManualClock _clock = new();
    private TestServer _server = null!;
    private HttpClient _ana = null!;
    private HttpClient _ben = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_clock);
        await TwoWorlds.MakeAsync(_server);
        await _server.AddUserAsync("ana", Operator);
        await _server.AddUserAsync("ben", Operator);
        _ana = await _server.OpenSessionAsync("ana");
        _ben = await _server.OpenSessionAsync("ben");
        await _server.Operator.PutOkAsync("/api/v1/approval-rules/production", """{"scope":"label.env=prod"}""");
    }

    public async ValueTask DisposeAsync()
    {
        _ana.Dispose();
        _ben.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Refusal_HasNoContent_AndIsAnsweredTheSameUnderItsKey()
    {
        var (_, waiting) = await _ana.SendAsync(
            HttpMethod.Patch, "/api/v1/hosts/host-in-prod/labels", """{"tier":"web"}""");
        for (var time = 0; time < 2; time++)
        {
            var (status, body) = await _ben.SendAsync(
                HttpMethod.Post, $"/api/v1/approvals/{waiting!["id"]}/refuse", null, ("Idempotency-Key", "k1"));
            Assert.Equal(HttpStatusCode.NoContent, status);
            Assert.Null(body);
        }
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/hosts/host-in-prod/labels", """{"tier":"web"}""")]
    [InlineData("DELETE", "/api/v1/hosts/host-in-prod", null)]
    [InlineData("POST", "/api/v1/hosts/host-in-prod/commands", """{"kind":"restart-agent"}""")]
    [InlineData("POST", "/api/v1/hosts/labels", """{"q":"","labels":{"tier":"web"},"expectedCount":2}""")]
    [InlineData("POST", "/api/v1/hosts/remove", """{"q":"","expectedCount":2}""")]
    [InlineData("POST", "/api/agents/batch", """{"action":"restart","agent_ids":["host-in-prod"]}""")]
    [InlineData("PUT", "/api/v1/layers/fleet", """{"document":{},"strategy":"all-at-once"}""")]
    [InlineData("PUT", "/api/v1/layers/group:host-in-prod", """{"document":{},"strategy":"all-at-once"}""")]
    [InlineData("PUT", "/api/v1/groups/host-in-prod", """{"rank":1,"q":"label.env=dev"}""")]
    [InlineData("PUT", "/api/desired", "{}")]
    public async Task ChangeThatARuleIsFor_Waits_AndIsMadeOnceAnotherPersonApproves(string method, string path, string? body)
    {
        var worlds = new[] { "/api/v1/hosts", "/api/v1/layers/fleet", "/api/v1/layers/group:host-in-prod", "/api/v1/groups" };
        var before = await ReadAsync(worlds);
        var (status, waiting) = await _ana.SendAsync(new HttpMethod(method), path, body);
        Assert.True(status == HttpStatusCode.Accepted, waiting?.ToJsonString());
        Assert.Equal("awaiting-approval", (string?)waiting!["state"]);
        Assert.Equal(before, await ReadAsync(worlds));
        (await ApproveAsync(_ana, waiting)).AssertProblem(HttpStatusCode.Forbidden, "another-person");
        (await ApproveAsync(_server.Operator, waiting)).AssertProblem(HttpStatusCode.Forbidden, "another-person");

        var (approved, done) = await ApproveAsync(_ben, waiting);

        Assert.Equal(HttpStatusCode.OK, approved);
        Assert.True((string?)done!["state"] == "done" && (int)done["answerStatus"]! < 300, done.ToJsonString());
        Assert.Equal(("ana", "ben"), ((string?)done["askedBy"], (string?)done["decidedBy"]));
        (await ApproveAsync(_ben, waiting)).AssertProblem(HttpStatusCode.Conflict, "already-decided");
    }

    [Fact]
    public async Task ChangeOfOtherHosts_AndADryRun_DoNotWait()
    {
        var other = await _ana.SendAsync(HttpMethod.Patch, "/api/v1/hosts/host-in-dev/labels", """{"tier":"web"}""");
        var dry = await _ana.SendAsync(HttpMethod.Patch, "/api/v1/hosts/host-in-prod/labels?dry_run=1", """{"tier":"web"}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (other.Status, dry.Status));
    }

    [Fact]
    public async Task BySize_ManyHostsWait_AndFewDoNot()
    {
        await _server.Operator.SendAsync(HttpMethod.Delete, "/api/v1/approval-rules/production");
        await _server.Operator.PutOkAsync("/api/v1/approval-rules/large", """{"hostsMin":2}""");

        var one = await _ana.SendAsync(HttpMethod.Post, "/api/v1/hosts/labels", """{"q":"id=host-in-prod","labels":{"a":"b"},"expectedCount":1}""");
        var two = await _ana.SendAsync(HttpMethod.Post, "/api/v1/hosts/labels", """{"q":"","labels":{"a":"b"},"expectedCount":2}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Accepted), (one.Status, two.Status));
    }

    [Fact]
    public async Task SenderWhoLostTheRight_ChangesNothing()
    {
        var (_, waiting) = await _ana.SendAsync(HttpMethod.Patch, "/api/v1/hosts/host-in-prod/labels", """{"tier":"web"}""");
        await _server.Operator.PutOkAsync("/api/v1/users/ana", """{"grants":[{"role":"viewer"}]}""");

        var (_, done) = await ApproveAsync(_ben, waiting!);

        Assert.Equal((403, "no-right"), ((int)done!["answerStatus"]!, (string?)done["answer"]!["code"]));
        Assert.Null((await _ben.GetOkAsync("/api/v1/hosts/host-in-prod"))["labels"]!["tier"]);
    }

    [Fact]
    public async Task RefusedWithdrawnAndExpired_AreNotMade()
    {
        var refused = (await AskAsync("a"))!;
        var withdrawn = (await AskAsync("b"))!;
        Assert.Equal(HttpStatusCode.NoContent, (await _ben.SendAsync(HttpMethod.Post, $"/api/v1/approvals/{refused["id"]}/refuse")).Status);
        (await _ben.SendAsync(HttpMethod.Delete, $"/api/v1/approvals/{withdrawn["id"]}")).AssertProblem(HttpStatusCode.NotFound, "no-such-approval");
        Assert.Equal(HttpStatusCode.NoContent, (await _ana.SendAsync(HttpMethod.Delete, $"/api/v1/approvals/{withdrawn["id"]}")).Status);
        using var key = await _server.AddKeyAsync("asker", Operator);
        var (_, late) = await key.SendAsync(HttpMethod.Patch, "/api/v1/hosts/host-in-prod/labels", """{"tier":"c"}""");
        _clock.Advance(ApprovalLimits.WaitMax);

        using var ben = await _server.OpenSessionAsync("ben");
        foreach (var waiting in new[] { refused, withdrawn, late! })
            (await ApproveAsync(ben, waiting)).AssertProblem(HttpStatusCode.Conflict, "already-decided");
        Assert.Equal(["expired", "withdrawn", "refused"], (await ben.GetOkAsync("/api/v1/approvals")).Names("approvals", "state"));
    }

    private static Task<(HttpStatusCode Status, JsonNode? Body)> ApproveAsync(HttpClient client, JsonNode waiting) =>
        client.SendAsync(HttpMethod.Post, $"/api/v1/approvals/{waiting["id"]}/approve");

    private async Task<JsonNode?> AskAsync(string tier) =>
        (await _ana.SendAsync(HttpMethod.Patch, "/api/v1/hosts/host-in-prod/labels", $$"""{"tier":"{{tier}}"}""")).Body;

    private async Task<string> ReadAsync(string[] paths)
    {
        var texts = new List<string>();
        foreach (var path in paths) texts.Add((await _server.Operator.GetOkAsync(path)).ToJsonString());
        return string.Join('\n', texts);
    }
}
