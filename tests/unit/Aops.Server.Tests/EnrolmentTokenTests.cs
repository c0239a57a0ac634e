using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Enrolment;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>What a token allows, and what its bearer and the operators are told.</summary>
public sealed class EnrolmentTokenTests
{
    private const string Path = "/api/v1/tokens";
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(0, 1, "", "10.0.0.1", "token-expired")]
    [InlineData(1, 0, "", "10.0.0.1", "token-used-up")]
    [InlineData(1, 1, "", null, null)]
    [InlineData(1, 1, "10.0.0.0/8", "10.9.9.9", null)]
    [InlineData(1, 1, "10.0.0.0/8", "::ffff:10.9.9.9", null)]
    [InlineData(1, 1, "10.1.2.3", "10.1.2.3", null)]
    [InlineData(1, 1, "10.1.2.3", "10.1.2.4", "token-network")]
    [InlineData(1, 1, "192.0.2.1 2001:db8::/32", "2001:db8::7", null)]
    [InlineData(1, 1, "10.0.0.0/8", "11.0.0.1", "token-network")]
    [InlineData(1, 1, "10.0.0.0/8", "2001:db8::7", "token-network")]
    [InlineData(1, 1, "10.0.0.0/8", null, "token-network")]
    public void AToken_IsRefusedWithItsReason(int secondsLeft, int usesLeft, string networks, string? address, string? code)
    {
        var token = new ShownToken
        {
            Id = "t",
            UsesLeft = usesLeft,
            ExpiresAt = Now.AddSeconds(secondsLeft),
            Networks = networks,
            Approval = EnrolmentApproval.Auto,
        };

        var refusal = token.Refuse(address is null ? null : IPAddress.Parse(address), Now);

        Assert.Equal(code, refusal?.Code);
        Assert.Equal(code is null, refusal?.Fix is null);
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("10.1.0.0/16", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("10", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10.0.0.0/ 8", false)]
    [InlineData("fe80::1%eth0", false)]
    [InlineData("web.example.com", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void ANetwork_IsAnAddressWithAPrefix(string? text, bool isOne) =>
        Assert.Equal(isOne, TokenNetworks.IsNetwork(text));

    [Fact]
    public async Task ALook_TellsTheOrderedVersion_AndUsesNothingUp()
    {
        await using var server = await TestServer.StartAsync();
        await server.Operator.PutOkAsync("/api/desired?force", """{"agent":{"version":"2.0.0"}}""");
        var token = await CreateAsync(server, "{}");
        using var client = server.CreateClient();

        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/agents/enrolment");
            request.Headers.Add("x-agent-token", token);
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var look = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            Assert.Equal(("2.0.0", false), ((string?)look["agentVersion"], (bool)look["needsApproval"]!));
        }

        using var wrong = new HttpRequestMessage(HttpMethod.Get, "/api/agents/enrolment");
        wrong.Headers.Add("x-agent-token", "no-such-token");
        using var refused = await client.SendAsync(wrong);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(1, (int)(await ListedAsync(server))["usesLeft"]!);
    }

    [Fact]
    public async Task ATokenForOtherNetworks_EnrolsNoHost_AndIsNotUsedUp()
    {
        await using var server = await TestServer.StartAsync();
        var token = await CreateAsync(server, """{"networks":["203.0.113.0/24"]}""");

        (await TestAgent.RegisterAsync(server, token)).AssertProblem(HttpStatusCode.Forbidden, "token-network");

        var listed = await ListedAsync(server);
        Assert.Equal(("valid", 1), ((string?)listed["state"], (int)listed["usesLeft"]!));
        Assert.Null(listed["lastUse"]);
        Assert.Equal("203.0.113.0/24", (string?)Assert.Single(listed["networks"]!.AsArray()));
    }

    [Fact]
    public async Task AUsedToken_TellsItsLastUse_AndIsListedForAWeek()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var token = await CreateAsync(server, """{"networks":["127.0.0.0/8","::1"]}""");

        var (_, enrolled) = await TestAgent.RegisterAsync(server, token);
        (await TestAgent.RegisterAsync(server, token)).AssertProblem(HttpStatusCode.Unauthorized, "token-used-up");

        var use = (await ListedAsync(server))["lastUse"]!;
        Assert.Equal((string?)enrolled!["agentId"], (string?)use["agentId"]);
        Assert.Equal(("127.0.0.1", "box"), ((string?)use["address"], (string?)use["hostname"]));
        Assert.Equal(clock.GetUtcNow().ToUnixTimeMilliseconds(), ((DateTimeOffset)use["at"]!).ToUnixTimeMilliseconds());
        await CreateAsync(server, "{}");
        Assert.Equal(["used-up", "valid"], await StatesAsync(server));
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["expired", "expired"], await StatesAsync(server));
        clock.Advance(FleetLimits.EndedTokenAge);
        await CreateAsync(server, "{}");
        Assert.Equal(["valid"], await StatesAsync(server));
    }

    private static async Task<string> CreateAsync(TestServer server, string body)
    {
        var (status, created) = await server.Operator.SendAsync(HttpMethod.Post, Path, body);
        Assert.Equal(HttpStatusCode.Created, status);
        return (string)created!["token"]!;
    }

    private static async Task<JsonNode> ListedAsync(TestServer server) =>
        Assert.Single((await server.Operator.GetOkAsync(Path))["tokens"]!.AsArray())!;

    private static async Task<string[]> StatesAsync(TestServer server) =>
    [
        .. (await server.Operator.GetOkAsync(Path))["tokens"]!.AsArray()
            .Select(token => (string)token!["state"]!).Order(StringComparer.Ordinal),
    ];
}
