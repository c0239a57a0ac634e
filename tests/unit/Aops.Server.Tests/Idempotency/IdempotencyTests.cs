using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Idempotency;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string Group = """{"name":"web","rank":10,"q":""}""";

    private readonly ManualClock _clock = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_clock);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task SameRequestAgain_IsAnsweredAsBefore_AlsoAfterARestart()
    {
        var (status, first) = await CreateAsync(Group, "k1");
        await _server.StopAsync();
        await _server.StartAgainAsync();

        var (again, second) = await CreateAsync(Group, "k1");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (status, again));
        Assert.Equal(first!.ToJsonString(), second!.ToJsonString());
        (await CreateAsync(Group, "k2")).AssertProblem(HttpStatusCode.Conflict, "group-exists");
    }

    [Fact]
    public async Task OtherBody_IsRefused_AndARefusedRequestMayBeSentAgain()
    {
        await CreateAsync(Group, "k1");

        (await CreateAsync("""{"name":"db","rank":11,"q":""}""", "k1")).AssertProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await CreateAsync("""{"name":"db","rank":10,"q":""}""", "k2")).AssertProblem(HttpStatusCode.Conflict, "rank-taken");

        Assert.Equal(HttpStatusCode.Created, (await CreateAsync("""{"name":"db","rank":11,"q":""}""", "k2")).Status);
    }

    [Fact]
    public async Task AfterADay_TheKeyIsForgotten()
    {
        await CreateAsync(Group, "k1");
        _clock.Advance(TimeSpan.FromHours(25));

        (await CreateAsync(Group, "k1")).AssertProblem(HttpStatusCode.Conflict, "group-exists");
    }

    [Fact]
    public async Task RequestWhoseEndWasNotSeen_IsNotDoneAgain()
    {
        await CreateAsync(Group, "k1");
        await using (var database = _server.OpenDatabase())
        {
            await database.WriteAsync(connection => connection.Prepare("UPDATE idempotency SET status = NULL").Run(),
                Aops.Server.Storage.Durability.Disk, CancellationToken.None);
        }

        (await CreateAsync(Group, "k1")).AssertProblem(HttpStatusCode.Conflict, "idempotency-unknown");
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public async Task BadKey_IsRefused(string key) =>
        (await CreateAsync(Group, key)).AssertProblem(HttpStatusCode.BadRequest, "bad-idempotency-key");

    private Task<(HttpStatusCode Status, JsonNode? Body)> CreateAsync(string body, string key) =>
        _server.Operator.SendAsync(HttpMethod.Post, "/api/v1/groups", body, ("Idempotency-Key", key));
}
