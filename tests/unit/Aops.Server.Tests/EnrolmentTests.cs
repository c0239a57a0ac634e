using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class EnrolmentTests
{
    [Fact]
    public async Task Token_IsUsedUp()
    {
        await using var server = await TestServer.StartAsync();
        var token = await TestAgent.NewEnrolmentTokenAsync(server, uses: 2);

        Assert.Equal(HttpStatusCode.OK, (await TestAgent.RegisterAsync(server, token)).Status);
        Assert.Equal(HttpStatusCode.OK, (await TestAgent.RegisterAsync(server, token)).Status);
        (await TestAgent.RegisterAsync(server, token)).AssertProblem(HttpStatusCode.Unauthorized, "token-used-up");
    }

    [Fact]
    public async Task Token_Expires()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var token = await TestAgent.NewEnrolmentTokenAsync(server);

        clock.Advance(TimeSpan.FromSeconds(3600));

        (await TestAgent.RegisterAsync(server, token)).AssertProblem(HttpStatusCode.Unauthorized, "token-expired");
    }

    [Fact]
    public async Task Token_Deleted_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var token = await TestAgent.NewEnrolmentTokenAsync(server);
        var list = await server.Operator.GetOkAsync("/api/enrolment-tokens");
        var id = (string)list["tokens"]![0]!["id"]!;

        var (status, _) = await server.Operator.SendAsync(HttpMethod.Delete, $"/api/enrolment-tokens/{id}");

        Assert.Equal(HttpStatusCode.NoContent, status);
        (await TestAgent.RegisterAsync(server, token)).AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
    }

    [Fact]
    public async Task OwnToken_KeepsItsIdAndGetsANewToken()
    {
        await using var server = await TestServer.StartAsync();
        var first = await TestAgent.EnrolAsync(server);
        var token = await TestAgent.NewEnrolmentTokenAsync(server);

        var (_, body) = await TestAgent.RegisterAsync(server, token, first.Id, proof: first.Token);

        var again = new TestAgent(server, (string)body!["agentId"]!, (string)body["agentToken"]!);

        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Token, again.Token);
        await again.BeatAsync();
        (await first.SendAsync(first.Heartbeat())).AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
    }

    [Fact]
    public async Task UnknownId_IsAdopted()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal("host-17", (await TestAgent.EnrolAsync(server, "host-17")).Id);
    }

    [Fact]
    public async Task Clone_GetsAnIdOfItsOwn()
    {
        await using var server = await TestServer.StartAsync();
        var original = await TestAgent.EnrolAsync(server, machine: "aa11");

        var clone = await TestAgent.EnrolAsync(server, original.Id, machine: "bb22");

        Assert.NotEqual(original.Id, clone.Id);
        await original.BeatAsync();
    }

    [Fact]
    public async Task Clone_HeartbeatIsRefused_AndItsTokenBuysANewIdentity()
    {
        await using var server = await TestServer.StartAsync();
        var original = await TestAgent.EnrolAsync(server, machine: "aa11");

        var refused = await original.SendAsync(original.Heartbeat(machine: "bb22"));
        var (status, body) = await TestAgent.RegisterAsync(
            server, original.Token, original.Id, "bb22", shownId: original.Id);

        refused.AssertProblem(HttpStatusCode.Conflict, "other-machine");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEqual(original.Id, (string?)body!["agentId"]);
        await original.BeatAsync();
    }
}
