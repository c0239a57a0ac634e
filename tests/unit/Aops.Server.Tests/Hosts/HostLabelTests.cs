using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Hosts;

public sealed class HostLabelTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        foreach (var id in new[] { "a", "b", "c" }) await TestAgent.EnrolAsync(_server, id);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Labels_AreSetAndRemoved_AndAnEventSaysByWhom()
    {
        await PatchAsync("a", """{"env":"prod","tier":"gold"}""");
        var (_, reply) = await PatchAsync("a", """{"tier":null,"zone":""}""");

        Assert.Equal("""{"labels":{"env":"prod","zone":""},"changed":true,"revision":2}""", reply!.ToJsonString());
        await Until.TrueAsync(async () => (await MessagesAsync()).SequenceEqual(
        [
            "Labels of box: env=prod, tier=gold. (by operator initial)",
            "Labels of box: tier removed, zone=. (by operator initial)",
        ]));
    }

    [Theory]
    [InlineData("id=a", 1)]
    [InlineData("id=a or id=b", 2)]
    public async Task QueryOfOneHost_LeavesALineInItsTimeline(string query, int count)
    {
        await PatchAsync("b", """{"env":"prod"}""");

        await _server.Operator.SendAsync(HttpMethod.Post, "/api/v1/hosts/labels",
            $$"""{"q":"{{query}}","labels":{"env":"prod"},"expectedCount":{{count}}}""");

        // The other one has the label already.
        await Until.TrueAsync(async () => (await _server.Operator.GetOkAsync("/api/v1/hosts/a/timeline"))["events"]!.AsArray()
            .Any(entry => (string?)entry!["message"] == "Labels of box: env=prod. (by operator initial)"));
    }

    [Fact]
    public async Task SameLabels_AreNoChange()
    {
        await PatchAsync("a", """{"env":"prod"}""");
        var (_, reply) = await PatchAsync("a", """{"env":"prod","other":null}""");

        Assert.Equal((false, 1), ((bool)reply!["changed"]!, (int)reply["revision"]!));
    }

    [Fact]
    public async Task OtherRevision_IsRefused()
    {
        await PatchAsync("a", """{"env":"prod"}""");

        var refused = await PatchAsync("a", """{"env":"test"}""", ("If-Match", "\"0\""));
        var taken = await PatchAsync("a", """{"env":"test"}""", ("If-Match", "\"1\""));

        refused.AssertProblem(HttpStatusCode.PreconditionFailed, "revision");
        Assert.Equal(HttpStatusCode.OK, taken.Status);
    }

    [Fact]
    public async Task DryRun_ChangesNothing()
    {
        var (_, reply) = await _server.Operator.SendAsync(HttpMethod.Patch, "/api/v1/hosts/a/labels?dry_run=1", """{"env":"prod"}""");

        Assert.Equal("""{"labels":{"env":"prod"},"changed":true,"revision":0}""", reply!.ToJsonString());
        Assert.Equal("{}", (await _server.Operator.GetOkAsync("/api/v1/hosts/a"))["labels"]!.ToJsonString());
    }

    [Fact]
    public async Task TooManyLabels_AreRefusedAsAWhole()
    {
        string Labels(int from, int count) =>
            "{" + string.Join(",", Enumerable.Range(from, count).Select(number => $"\"l{number}\":\"x\"")) + "}";
        await PatchAsync("a", Labels(0, 60));

        (await PatchAsync("a", Labels(60, 5))).AssertProblem(HttpStatusCode.Conflict, "too-many-labels");
        (await BulkAsync($$"""{"q":"","labels":{{Labels(60, 5)}},"expectedCount":3}""")).AssertProblem(HttpStatusCode.Conflict, "too-many-labels");
        Assert.Equal("{}", (await _server.Operator.GetOkAsync("/api/v1/hosts/b"))["labels"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, (await PatchAsync("a", Labels(60, 4))).Status);
    }

    [Fact]
    public async Task Bulk_ActsOnWhatWasPreviewed()
    {
        const string body = """{"q":"id in (a, b)","labels":{"env":"prod"}""";
        var (_, preview) = await _server.Operator.SendAsync(HttpMethod.Post, "/api/v1/hosts/labels?dry_run=1", body + "}");
        Assert.Equal("""{"q":"id in (a, b)","count":2,"changed":2,"dryRun":true}""", preview!.ToJsonString());

        (await BulkAsync(body + ""","expectedCount":3}""")).AssertProblem(HttpStatusCode.Conflict, "count-changed");
        (await BulkAsync(body + "}")).AssertProblem(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(0, await CountAsync("label.env=prod"));
        var (status, reply) = await BulkAsync(body + ""","expectedCount":2}""");

        Assert.Equal((HttpStatusCode.OK, 2), (status, (int)reply!["changed"]!));
        Assert.Equal(2, await CountAsync("label.env=prod"));
        await Until.TrueAsync(async () => (await MessagesAsync()).SequenceEqual(
            ["Labels of 2 of the 2 hosts of \"id in (a, b)\": env=prod. (by operator initial)"]));
    }

    // The hosts are those of the query before the change, also where the change moves them out of it.
    [Fact]
    public async Task Bulk_OfAQueryThatItChanges_IsWhole()
    {
        await BulkAsync("""{"q":"","labels":{"env":"old","x":"1"},"expectedCount":3}""");

        await BulkAsync("""{"q":"env=old","labels":{"env":"new","x":null},"expectedCount":3}""");

        Assert.Equal(3, await CountAsync("label.env=new and not label.x"));
    }

    [Fact]
    public async Task RemovedHost_TakesItsLabelsAlong()
    {
        await PatchAsync("a", """{"env":"prod"}""");
        await _server.Operator.SendAsync(HttpMethod.Delete, "/api/fleet/a");

        Assert.Empty((await _server.Operator.GetOkAsync("/api/v1/fields"))["labels"]!.AsArray());
    }

    [Fact]
    public async Task Token_GivesItsLabels_AndLeavesTheOthers()
    {
        await PatchAsync("a", """{"env":"test","own":"1"}""");
        var (status, token) = await _server.Operator.SendAsync(
            HttpMethod.Post, "/api/enrolment-tokens", """{"uses":2,"labels":{"env":"prod"}}""");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("prod", (string?)(await _server.Operator.GetOkAsync("/api/enrolment-tokens"))["tokens"]!.AsArray()
            .Single(entry => (string?)entry!["id"] == (string?)token!["details"]!["id"])!["labels"]!["env"]);

        var (_, fresh) = await TestAgent.RegisterAsync(_server, (string)token!["token"]!);
        var (_, bound) = await _server.Operator.SendAsync(
            HttpMethod.Post, "/api/enrolment-tokens", """{"agentId":"a","labels":{"env":"prod"}}""");
        await TestAgent.RegisterAsync(_server, (string)bound!["token"]!, "a");

        Assert.Equal("""{"env":"prod"}""", await LabelsAsync((string)fresh!["agentId"]!));
        Assert.Equal("""{"env":"prod","own":"1"}""", await LabelsAsync("a"));
    }

    private async Task<string> LabelsAsync(string id) =>
        (await _server.Operator.GetOkAsync($"/api/v1/hosts/{id}"))["labels"]!.ToJsonString();

    private Task<(HttpStatusCode Status, JsonNode? Body)> PatchAsync(string id, string body, params (string, string)[] headers) =>
        _server.Operator.SendAsync(HttpMethod.Patch, $"/api/v1/hosts/{id}/labels", body, headers);

    private Task<(HttpStatusCode Status, JsonNode? Body)> BulkAsync(string body) =>
        _server.Operator.SendAsync(HttpMethod.Post, "/api/v1/hosts/labels", body);

    private async Task<int> CountAsync(string query) =>
        (int)(await _server.Operator.GetOkAsync($"/api/v1/hosts?count=1&q={Uri.EscapeDataString(query)}"))["count"]!;

    private async Task<string[]> MessagesAsync() =>
    [
        .. (await _server.Operator.GetOkAsync("/api/events?after=0"))["events"]!.AsArray()
            .Where(entry => (string?)entry!["kind"] == "labels").Select(entry => (string)entry!["message"]!),
    ];
}
