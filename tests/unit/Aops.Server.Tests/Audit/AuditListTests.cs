using System.Net;
using System.Text.Json.Nodes;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

public sealed class AuditListTests(AuditListTests.Acts fixture) : IClassFixture<AuditListTests.Acts>
{
    private const string Path = "/api/v1/audit";

    private readonly HttpClient _operator = fixture.Server.Operator;

    /// <summary>A server with two hosts, a group, labels of both, and a host that was removed.</summary>
    public sealed class Acts() : ServerFixture("a", "b")
    {
        protected override async Task SeedAsync()
        {
            await Server.Operator.SendAsync(HttpMethod.Post, "/api/v1/groups", """{"name":"prod","rank":1,"q":"label.env=prod"}""");
            await Server.Operator.SendAsync(
                HttpMethod.Post, "/api/v1/hosts/labels", """{"q":"","labels":{"env":"prod"},"expectedCount":2}""");
            await Server.Operator.SendAsync(HttpMethod.Delete, "/api/v1/hosts/b", null, ("X-Aops-Reason", "scrapped"));
        }
    }

    [Theory]
    [InlineData("?kind=group.create", "group:prod")]
    [InlineData("?kind=labels.change,host.remove", "host:b hosts")]
    [InlineData("?object=host:b", "host:b host:b")]
    [InlineData("?host=b", "host:b hosts host:b")]
    [InlineData("?host=a&kind=labels.change", "hosts")]
    [InlineData("?actor=initial&kind=host.enrol", "")]
    [InlineData("?until=2001-01-01T00:00:00Z", "")]
    [InlineData("?since=2001-01-01&kind=host.remove", "host:b")]
    [InlineData("?after=0&kind=host.enrol", "host:a host:b")]
    public async Task Rows_AreFound(string query, string objects) =>
        Assert.Equal(objects, string.Join(' ', (await ListAsync(query)).Select(row => (string?)row!["object"])));

    [Fact]
    public async Task Pages_GoOn_AndNdjsonAndCsvHaveThemAll()
    {
        var all = await ListAsync("");
        var first = await _operator.GetOkAsync($"{Path}?limit=2");
        var second = await _operator.GetOkAsync($"{Path}?limit=2&cursor={(string)first["next"]!}");
        Assert.Equal(all.Take(4).Select(Id), [.. first["rows"]!.AsArray().Select(Id), .. second["rows"]!.AsArray().Select(Id)]);

        Assert.Equal(all.Count, (await GetAsync("application/x-ndjson")).Count);
        var csv = await GetAsync("text/csv");
        Assert.Equal(all.Count + 1, csv.Count);
        Assert.StartsWith("id,at,actorKind,actor,address,requestId,reason,kind,object", csv[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARow_TellsBeforeAndAfter_AndItsHosts()
    {
        var labels = (await ListAsync("?kind=labels.change")).Single()!;
        Assert.Equal(2, (int)labels["hosts"]!);
        Assert.Equal("prod", (string?)labels["after"]!["labels"]!["env"]);
        var hosts = await _operator.GetOkAsync($"{Path}/{Id(labels)}/hosts");
        Assert.Equal(["a", "b"], hosts["hosts"]!.AsArray().Select(host => (string)host!["id"]!));

        var removal = await _operator.GetOkAsync($"{Path}/{Id((await ListAsync("?kind=host.remove")).Single())}");
        Assert.Equal(("scrapped", "box"), ((string?)removal["reason"], (string?)removal["before"]!["hostname"]));
        Assert.Null(removal["after"]);
    }

    [Fact]
    public async Task TheTimeline_LinksToTheRow()
    {
        var timeline = (await _operator.GetOkAsync("/api/v1/hosts/b/timeline"))["events"]!.AsArray();
        var removed = timeline.First(entry => (string?)entry!["kind"] == "removed")!;

        var row = await _operator.GetOkAsync($"{Path}/{(long)removed["audit"]!}");

        Assert.Equal("host.remove", (string?)row["kind"]);
    }

    [Fact]
    public async Task AWait_EndsWithTheNextRow()
    {
        await using var server = await TestServer.StartAsync();
        await TestAgent.EnrolAsync(server);
        var last = (long)(await server.Operator.GetOkAsync($"{Path}/head"))["id"]!;

        var waiting = server.Operator.GetOkAsync($"{Path}?after={last}&wait=30&kind=group.create");
        await server.Operator.SendAsync(HttpMethod.Post, "/api/v1/groups", """{"name":"x","rank":1,"q":""}""");

        Assert.Equal("group:x", (string?)(await waiting)["rows"]!.AsArray().Single()!["object"]);
    }

    [Fact]
    public async Task ABulkChange_IsOneRow_WithTheListOfItsHosts()
    {
        await using var server = await TestServer.StartAsync();
        await server.StopAsync();
        await using (var database = server.OpenDatabase())
        {
            await HostSeed.StoreAsync(
                database, [.. Enumerable.Range(0, 1200).Select(number => new HostFacts
                {
                    Id = $"h{number:0000}", Hostname = "old", Version = "1", State = HostState.Never,
                    EnrolledAt = DateTimeOffset.UnixEpoch,
                })]);
        }
        await server.StartAgainAsync();

        var (status, reply) = await server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/hosts/labels", """{"q":"","labels":{"env":"prod"},"expectedCount":1200}""");
        Assert.Equal(HttpStatusCode.Accepted, status);
        var operation = (string)reply!["operation"]!;
        await Until.TrueAsync(async () =>
            (string?)(await server.Operator.GetOkAsync($"/api/v1/operations/{operation}"))["state"] == "done");

        var row = (await server.Operator.GetOkAsync($"{Path}?kind=labels.change"))["rows"]!.AsArray().Single()!;
        Assert.Equal((1200, operation), ((int)row["hosts"]!, (string?)row["operation"]));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}/{Id(row)}/hosts");
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using var answer = await server.Operator.SendAsync(request, TestContext.Current.CancellationToken);
        var list = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1200, list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("GET", "/api/v1/audit?kind=nothing", null, 400, "bad-query", "?kind=", "group.create")]
    [InlineData("GET", "/api/v1/audit?since=soon", null, 400, "bad-query", "?since=", "")]
    [InlineData("GET", "/api/v1/audit?who=me", null, 400, "bad-query", "?who=", "actor")]
    [InlineData("GET", "/api/v1/audit?cursor=x", null, 400, "bad-cursor", "?cursor=", "")]
    [InlineData("GET", "/api/v1/audit?wait=-1", null, 400, "bad-query", "?wait=", "")]
    [InlineData("GET", "/api/v1/audit/head?x=1", null, 400, "bad-query", "?x=", "")]
    [InlineData("GET", "/api/v1/audit/99999", null, 404, "no-such-audit-row", "99999", "head")]
    [InlineData("GET", "/api/v1/audit/none", null, 404, "no-such-audit-row", "none", "head")]
    [InlineData("GET", "/api/v1/audit/99999/hosts", null, 404, "no-such-audit-row", "99999", "head")]
    [InlineData("GET", "/api/v1/audit/1/hosts?cursor=x", null, 400, "bad-cursor", "?cursor=", "")]
    public Task Request_IsRefused(string method, string path, string? body, int status, string code, string detail, string fix) =>
        _operator.AssertRefusedAsync(method, path, body, status, code, detail, fix);

    private static long Id(JsonNode? row) => (long)row!["id"]!;

    private async Task<JsonArray> ListAsync(string query) =>
        (await _operator.GetOkAsync(Path + query))["rows"]!.AsArray();

    private async Task<List<string>> GetAsync(string form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Accept.ParseAdd(form);
        using var answer = await _operator.SendAsync(request, TestContext.Current.CancellationToken);
        return [.. (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
