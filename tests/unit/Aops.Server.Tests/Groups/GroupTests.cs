using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Groups;

public sealed class GroupTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        foreach (var id in new[] { "a", "b", "c" }) await TestAgent.EnrolAsync(_server, id);
        await LabelAsync("a", """{"env":"prod","tier":"web"}""");
        await LabelAsync("b", """{"env":"prod"}""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Group_IsCreated_Shown_AndListedByRank()
    {
        var (status, reply) = await CreateAsync("""{"name":"prod","rank":20,"q":"env=prod","note":"what earns money"}""");
        await CreateAsync("""{"name":"web","rank":10,"q":"tier=web"}""");

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal((2, 2, 0), ((int)reply!["group"]!["count"]!, (int)reply["joining"]!, (int)reply["leaving"]!));
        var shown = await _server.Operator.GetOkAsync("/api/v1/groups/prod");
        Assert.Equal("label.env=prod", (string?)shown["q"]);
        Assert.Equal(("initial", 1, 2), ((string)shown["changedBy"]!, (int)shown["revision"]!, (int)shown["count"]!));
        var list = (await _server.Operator.GetOkAsync("/api/v1/groups?count=1"))["groups"]!.AsArray();
        Assert.Equal([("web", 1), ("prod", 2)], list.Select(group => ((string)group!["name"]!, (int)group["count"]!)));
    }

    [Fact]
    public async Task Membership_IsAsOfNow()
    {
        await CreateAsync("""{"name":"prod","rank":20,"q":"env=prod"}""");
        await CreateAsync("""{"name":"web","rank":10,"q":"tier=web"}""");

        Assert.Equal(["web", "prod"], await GroupsOfAsync("a"));
        Assert.Equal(["a", "b"], await MembersAsync("prod", ""));
        await LabelAsync("b", """{"env":null,"tier":"web"}""");

        Assert.Equal(["web"], await GroupsOfAsync("b"));
        Assert.Equal(["a"], await MembersAsync("prod", ""));
        Assert.Empty(await GroupsOfAsync("c"));
    }

    [Fact]
    public async Task Members_ArePagedSortedAndNarrowed_AsHostsAre()
    {
        await CreateAsync("""{"name":"prod","rank":20,"q":"env=prod"}""");

        var first = await _server.Operator.GetOkAsync("/api/v1/groups/prod/hosts?limit=1&sort=-id&fields=id&count=1");
        Assert.Equal(("b", 2), ((string)first["hosts"]![0]!["id"]!, (int)first["count"]!));
        var next = await _server.Operator.GetOkAsync(
            $"/api/v1/groups/prod/hosts?limit=1&sort=-id&fields=id&cursor={(string?)first["next"]}");

        Assert.Equal("a", (string?)next["hosts"]![0]!["id"]);
        Assert.Null(next["next"]);
        Assert.Equal(["a"], await MembersAsync("prod", "?q=tier%3Dweb"));
    }

    [Fact]
    public async Task Replaced_IsGuardedByItsRevision_AndTellsWhoMoves()
    {
        await CreateAsync("""{"name":"prod","rank":20,"q":"env=prod"}""");

        var (_, dry) = await ReplaceAsync("prod?dry_run=1", """{"rank":20,"q":"tier=web or id=c"}""");
        Assert.Equal((1, 1), ((int)dry!["joining"]!, (int)dry["leaving"]!));
        Assert.Equal("label.env=prod", (string?)(await _server.Operator.GetOkAsync("/api/v1/groups/prod"))["q"]);
        var (status, _) = await ReplaceAsync("prod", """{"rank":21,"q":"tier=web or id=c"}""", ("If-Match", "\"1\""));
        var late = await ReplaceAsync("prod", """{"rank":22,"q":""}""", ("If-Match", "\"1\""));

        Assert.Equal(HttpStatusCode.OK, status);
        late.AssertProblem(HttpStatusCode.PreconditionFailed, "revision");
        Assert.Equal(["a", "c"], await MembersAsync("prod", ""));
    }

    [Fact]
    public async Task Removed_IsGone_AndItsRankIsFree()
    {
        await CreateAsync("""{"name":"prod","rank":20,"q":"env=prod"}""");

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync("/api/v1/groups/prod?dry_run=1"));
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync("/api/v1/groups/prod"));

        (await _server.Operator.SendAsync(HttpMethod.Get, "/api/v1/groups/prod"))
            .AssertProblem(HttpStatusCode.NotFound, "no-such-group");
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync("""{"name":"web","rank":20,"q":""}""")).Status);
    }

    [Fact]
    public async Task DryRun_CreatesNothing()
    {
        var (status, reply) = await _server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/groups?dry_run=1", """{"name":"prod","rank":20,"q":"env=prod"}""");

        Assert.Equal((HttpStatusCode.OK, true, 2), (status, (bool)reply!["dryRun"]!, (int)reply["group"]!["count"]!));
        Assert.Empty((await _server.Operator.GetOkAsync("/api/v1/groups"))["groups"]!.AsArray());
    }

    [Fact]
    public async Task Groups_SurviveARestart_AndAnEventTellsOfThem()
    {
        await CreateAsync("""{"name":"prod","rank":20,"q":"env=prod"}""");

        await _server.StopAsync();
        await _server.StartAgainAsync();

        Assert.Equal(["prod"], await GroupsOfAsync("a"));
        var events = (await _server.Operator.GetOkAsync("/api/events?after=0"))["events"]!.AsArray();
        Assert.Contains(events, entry => (string?)entry!["message"] ==
            "The group prod (rank 20) is \"label.env=prod\": 2 hosts joined, 0 left. (by operator initial)");
    }

    private Task LabelAsync(string id, string labels) =>
        _server.Operator.SendAsync(HttpMethod.Patch, $"/api/v1/hosts/{id}/labels", labels);

    private Task<(HttpStatusCode Status, JsonNode? Body)> CreateAsync(string body) =>
        _server.Operator.SendAsync(HttpMethod.Post, "/api/v1/groups", body);

    private Task<(HttpStatusCode Status, JsonNode? Body)> ReplaceAsync(
        string name, string body, params (string, string)[] headers) =>
        _server.Operator.SendAsync(HttpMethod.Put, $"/api/v1/groups/{name}", body, headers);

    private async Task<HttpStatusCode> DeleteAsync(string path) =>
        (await _server.Operator.SendAsync(HttpMethod.Delete, path)).Status;

    private async Task<string[]> GroupsOfAsync(string id) =>
        [.. (await _server.Operator.GetOkAsync($"/api/v1/hosts/{id}"))["groups"]!.AsArray().Select(name => (string)name!)];

    private async Task<string[]> MembersAsync(string group, string query) =>
    [
        .. (await _server.Operator.GetOkAsync($"/api/v1/groups/{group}/hosts{query}"))["hosts"]!.AsArray()
            .Select(host => (string)host!["id"]!).Order(StringComparer.Ordinal),
    ];
}
