using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>An enrolment token is worth a new identity, and nobody else's.</summary>
public sealed class IdentityTheftTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("aops-agent-wrong")]
    public async Task Sec_M5_EnrolmentTokenIdAndMachineId_TakeNothingOver(string? proof)
    {
        await using var server = await TestServer.StartAsync();
        var victim = await TestAgent.EnrolAsync(server);
        var token = await TestAgent.NewEnrolmentTokenAsync(server);

        var (status, body) = await TestAgent.RegisterAsync(server, token, victim.Id, proof: proof);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEqual(victim.Id, (string?)body!["agentId"]);
        await victim.BeatAsync();
        await Until.TrueAsync(() => HasEventAsync(server, "identity-withheld", victim.Id));
    }

    [Fact]
    public async Task Sec_M5_ProofOfAnotherAgent_IsNone()
    {
        await using var server = await TestServer.StartAsync();
        var (victim, other) = (await TestAgent.EnrolAsync(server), await TestAgent.EnrolAsync(server));
        var token = await TestAgent.NewEnrolmentTokenAsync(server);

        var (_, body) = await TestAgent.RegisterAsync(server, token, victim.Id, proof: other.Token);

        Assert.NotEqual(victim.Id, (string?)body!["agentId"]);
        await victim.BeatAsync();
    }

    [Fact]
    public async Task Sec_M5_RemovedId_IsGivenToNobody()
    {
        await using var server = await TestServer.StartAsync();
        var gone = await TestAgent.EnrolAsync(server, "prod-db-01");
        await server.Operator.SendAsync(HttpMethod.Delete, $"/api/fleet/{gone.Id}");
        var token = await TestAgent.NewEnrolmentTokenAsync(server);

        var (_, body) = await TestAgent.RegisterAsync(server, token, gone.Id, machine: "bb22");

        Assert.NotEqual(gone.Id, (string?)body!["agentId"]);
        await Until.TrueAsync(() => HasEventAsync(server, "identity-withheld", gone.Id));
    }

    [Theory]
    [InlineData(true, false, "cc33")]
    [InlineData(true, true, TestAgent.Machine)]
    [InlineData(false, false, TestAgent.Machine)]
    public async Task ConsentOfTheOperator_GivesTheIdBack_Once(bool names, bool isRemoved, string machine)
    {
        await using var server = await TestServer.StartAsync();
        var old = await TestAgent.EnrolAsync(server, "prod-db-01");
        if (isRemoved) await server.Operator.SendAsync(HttpMethod.Delete, $"/api/fleet/{old.Id}");
        var (_, created) = await server.Operator.SendAsync(
            HttpMethod.Post, "/api/enrolment-tokens", """{"agentId":"prod-db-01"}""");
        var token = (string)created!["token"]!;

        (await TestAgent.RegisterAsync(server, token, "prod-db-02")).AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
        var (_, body) = await TestAgent.RegisterAsync(server, token, names ? old.Id : null, machine);
        var again = await TestAgent.RegisterAsync(server, token, old.Id, machine);

        Assert.Equal(old.Id, (string?)body!["agentId"]);
        var agent = new TestAgent(server, old.Id, (string)body["agentToken"]!);
        Assert.Equal(HttpStatusCode.OK, (await agent.SendAsync(agent.Heartbeat(machine: machine))).Status);
        again.AssertProblem(HttpStatusCode.Unauthorized, "token-used-up");
    }

    [Theory]
    [InlineData(0, "--agent", "prod-db-01")]
    [InlineData(0, "--agent", "prod-db-01", "--uses", "1")]
    [InlineData(0, "--uses", "2")]
    [InlineData(64, "--agent", "prod-db-01", "--uses", "2")]
    [InlineData(64, "--agent", "no name")]
    public async Task BoundToken_IsMadeByTheCommandLine_ForOneUse(int exitCode, params string[] words)
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(exitCode, await CommandLine.ServerCommands.RunAsync(["token", "create", .. words, .. server.DataWords]));
    }

    [Fact]
    public async Task ReimagedHost_GetsANewIdentity_AndTheOldOneIsNamed()
    {
        await using var server = await TestServer.StartAsync();
        var old = await TestAgent.EnrolAsync(server);

        var again = await TestAgent.EnrolAsync(server);

        Assert.NotEqual(old.Id, again.Id);
        await Until.TrueAsync(() => HasEventAsync(server, "same-machine", old.Id));
    }

    private static async Task<bool> HasEventAsync(TestServer server, string kind, string mentioned)
    {
        JsonNode page = await server.Operator.GetOkAsync("/api/events");
        return page["events"]!.AsArray().Any(entry => (string?)entry!["kind"] == kind
            && ((string?)entry["message"])!.Contains(mentioned, StringComparison.Ordinal));
    }
}
