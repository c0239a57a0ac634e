using System.Net;
using System.Text.Json.Nodes;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Server.Agents;
using Aops.Server.Operations;
using Aops.Server.Tests.Layers;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Hosts;

/// <summary>Hosts of a query are removed, all or none, each with an event that is stored with its removal.</summary>
public sealed class HostRemovalTests : IAsyncLifetime
{
    private const string Path = "/api/v1/hosts/remove";

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task HostsOfTheQuery_AreRemoved_AndTheOthersStay()
    {
        var walk = new FleetWalk(_server);
        var gone = await walk.EnrolAsync(3, """{"env":"old"}""");
        var staying = await walk.EnrolAsync(2, """{"env":"new"}""");
        var preview = await RemoveAsync("""{"q":"env=old"}""", "?dry_run=1");
        Assert.Equal(3, (int)preview["count"]!);
        Assert.Equal(5, await CountAsync());

        var reply = await RemoveAsync("""{"q":"env=old","expectedCount":3,"message":"They are scrapped."}""");

        Assert.Equal((3, "label.env=old"), ((int)reply["removed"]!, (string?)reply["q"]));
        Assert.Equal(2, await CountAsync());
        foreach (var agent in gone)
            (await agent.SendAsync(agent.Heartbeat())).AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
        Assert.Equal(HttpStatusCode.OK, (await staying[0].SendAsync(staying[0].Heartbeat())).Status);
        var events = (await _server.Operator.GetOkAsync("/api/events?after=0"))["events"]!.AsArray()
            .Where(entry => (string?)entry!["kind"] == "removed").ToList();
        Assert.Equal(gone.Select(agent => agent.Id).Order(), events.Select(entry => (string)entry!["agentId"]!).Order());
        Assert.All(events, entry => Assert.Equal(
            "box was removed; its token is void. They are scrapped. (by operator initial)", (string?)entry!["message"]));
    }

    [Fact]
    public async Task OtherCount_RemovesNone()
    {
        await new FleetWalk(_server).EnrolAsync(2, """{"env":"old"}""");

        (await _server.Operator.SendAsync(HttpMethod.Post, Path, """{"q":"env=old","expectedCount":3}"""))
            .AssertProblem(HttpStatusCode.Conflict, "count-changed");

        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task ClonesThatGoWithThem_AreCountedBefore()
    {
        var original = await TestAgent.EnrolAsync(_server);
        var (status, clone) = await original.CloneAsync("bb22");
        Assert.Equal(HttpStatusCode.OK, status);
        var query = $"id={original.Id}";

        var preview = await RemoveAsync($$"""{"q":"{{query}}"}""", "?dry_run=1");
        var reply = await RemoveAsync($$"""{"q":"{{query}}","expectedCount":1}""");

        Assert.Equal((1, 1, 0), ((int)preview["count"]!, (int)preview["clones"]!, (int)preview["removed"]!));
        Assert.Equal(2, (int)reply["removed"]!);
        Assert.Equal(HttpStatusCode.NotFound,
            (await _server.Operator.SendAsync(HttpMethod.Get, $"/api/v1/hosts/{(string)clone!["agentId"]!}")).Status);
    }

    [Fact]
    public async Task MoreThanAPiece_AreRemovedByAnOperation_ThatGoesOnAfterARestart()
    {
        const int count = FleetLimits.HostsPerPiece + 50;
        using var file = new TestDatabase();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000);
        string operation;
        await using (var database = file.Open())
        {
            await HostSeed.StoreAsync(database, [.. Enumerable.Range(0, count + 7).Select(number => new HostFacts
            {
                Id = $"h{number:D5}", Hostname = number < count ? "old" : "new", Version = "1", State = HostState.Never,
                EnrolledAt = now,
            })]);
            var query = await new Aops.Server.Hosts.HostStore(database).ParseAsync("hostname=old", CancellationToken.None);
            var done = Assert.IsType<BulkRemovalOutcome.Done>(await new BulkRemovalStore(database).RemoveAsync(
                query, count, new RemovalOrder(TestActor.Operator, "Scrapped.", now), CancellationToken.None));
            Assert.Empty(done.Removed);
            operation = done.OperationId!;
        }

        var removed = 0;
        while (true)
        {
            await using var database = file.Open();
            var store = new OperationStore(database);
            var found = (await store.FindAsync(operation, CancellationToken.None))!;
            Assert.Equal(removed, (int)found.Done);
            if (found.State == OperationState.Done) break;
            removed += (await store.RunPieceAsync(now, CancellationToken.None)).Removed.Count;
        }

        await using var after = file.Open();
        Assert.Equal(count, removed);
        Assert.Equal(7, await new Aops.Server.Hosts.HostStore(after).CountAsync(QueryNode.All, now, CancellationToken.None));
    }

    private async Task<JsonNode> RemoveAsync(string body, string words = "")
    {
        var (status, reply) = await _server.Operator.SendAsync(HttpMethod.Post, Path + words, body);
        Assert.True(status == HttpStatusCode.OK, reply?.ToJsonString());
        return reply!;
    }

    private async Task<int> CountAsync() =>
        (int)(await _server.Operator.GetOkAsync("/api/v1/hosts?count=1"))["count"]!;
}
