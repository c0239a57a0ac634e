using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>A registration whose answer is lost is asked for once more: it makes no second host, and costs no second use.</summary>
public sealed class RepeatedRegistrationTests
{
    private const string Attempt = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task RepeatedAttempt_GetsTheSameIdentity_ThoughTheTokenIsUsedUp()
    {
        await using var server = await TestServer.StartAsync();
        var token = await TestAgent.NewEnrolmentTokenAsync(server);

        var lost = await EnrolAsync(server, token, Attempt);
        var heard = await EnrolAsync(server, token, Attempt);

        Assert.Equal(lost.Id, heard.Id);
        Assert.NotEqual(lost.Token, heard.Token);
        await heard.SendAsync(heard.Heartbeat());
        // The secret of the answer that was lost is void.
        Assert.Equal(HttpStatusCode.Unauthorized, (await lost.SendAsync(lost.Heartbeat())).Status);
        Assert.Equal(1, await HostsAsync(server));
        var events = (await server.Operator.SendAsync(HttpMethod.Get, "/api/v1/events?kind=enrolled", null)).Body!;
        Assert.Single(events["events"]!.AsArray());
    }

    [Fact]
    public async Task RepeatedAttempt_TakesNoUseOfATokenWithSeveral()
    {
        await using var server = await TestServer.StartAsync();
        var token = await TestAgent.NewEnrolmentTokenAsync(server, uses: 3);
        for (var i = 0; i < 5; i++) await EnrolAsync(server, token, Attempt);

        var listed = (await server.Operator.SendAsync(HttpMethod.Get, "/api/v1/tokens", null)).Body!["tokens"]![0]!;

        Assert.Equal(2, (int)listed["usesLeft"]!);
        Assert.Equal(1, await HostsAsync(server));
    }

    [Theory]
    [InlineData("heard")]
    [InlineData("later")]
    [InlineData("other attempt")]
    [InlineData("other machine")]
    [InlineData("too short")]
    [InlineData("other token")]
    [InlineData("revoked")]
    public async Task AnythingElse_IsARegistrationOfItsOwn(string difference)
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var token = await TestAgent.NewEnrolmentTokenAsync(server);
        var first = await EnrolAsync(server, token, difference == "too short" ? "short" : Attempt);
        if (difference == "heard") await first.SendAsync(first.Heartbeat());
        if (difference == "later") clock.Advance(TimeSpan.FromMinutes(61));
        if (difference == "revoked") await RevokeAsync(server);
        var (secret, attempt, machine) = difference switch
        {
            "other attempt" => (token, Attempt + "0", TestAgent.Machine),
            "other machine" => (token, Attempt, "bb22"),
            "too short" => (token, "short", TestAgent.Machine),
            "other token" => (await TestAgent.NewEnrolmentTokenAsync(server), Attempt, TestAgent.Machine),
            _ => (token, Attempt, TestAgent.Machine),
        };

        var (status, body) = await TestAgent.RegisterAsync(server, secret, attempt: attempt, machine: machine);

        if (difference == "other token") Assert.NotEqual(first.Id, (string?)body!["agentId"]);
        else Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    private static async Task<TestAgent> EnrolAsync(TestServer server, string token, string attempt)
    {
        var (status, body) = await TestAgent.RegisterAsync(server, token, attempt: attempt);
        Assert.Equal(HttpStatusCode.OK, status);
        return new TestAgent(server, (string)body!["agentId"]!, (string)body["agentToken"]!);
    }

    private static async Task RevokeAsync(TestServer server)
    {
        var tokens = (await server.Operator.SendAsync(HttpMethod.Get, "/api/v1/tokens", null)).Body!["tokens"]!.AsArray();
        foreach (var token in tokens)
            await server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/tokens/{(string)token!["id"]!}", null);
    }

    private static async Task<int> HostsAsync(TestServer server) =>
        ((JsonArray)(await server.Operator.SendAsync(HttpMethod.Get, "/api/v1/hosts", null)).Body!["hosts"]!).Count;
}
