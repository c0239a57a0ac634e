using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>Hosts that show a token of manual approval.</summary>
public sealed class EnrolmentApprovalTests
{
    private const string Path = "/api/v1/enrolments";

    [Fact]
    public async Task AHost_WaitsForAnOperator_AndIsEnrolledOnce()
    {
        await using var server = await TestServer.StartAsync();
        var token = await CreateAsync(server, """{"approval":"manual","uses":2,"labels":{"env":"prod"}}""");

        (await TestAgent.RegisterAsync(server, token)).AssertProblem(HttpStatusCode.Conflict, "enrolment-pending");
        (await TestAgent.RegisterAsync(server, token)).AssertProblem(HttpStatusCode.Conflict, "enrolment-pending");
        var waiting = await WaitingAsync(server);
        Assert.Equal(("waiting", "box", "127.0.0.1"),
            ((string?)waiting["state"], (string?)waiting["hostname"], (string?)waiting["address"]));
        Assert.Equal(2, (int)(await TokenAsync(server))["usesLeft"]!);

        await DecideAsync(server, waiting, "approve");
        var (status, enrolled) = await TestAgent.RegisterAsync(server, token);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Empty((await server.Operator.GetOkAsync(Path))["enrolments"]!.AsArray());
        Assert.Equal(1, (int)(await TokenAsync(server))["usesLeft"]!);
        var host = await server.Operator.GetOkAsync($"/api/v1/hosts/{(string)enrolled!["agentId"]!}");
        Assert.Equal("prod", (string?)host["labels"]!["env"]);
        (await TestAgent.RegisterAsync(server, token)).AssertProblem(HttpStatusCode.Conflict, "enrolment-pending");
    }

    [Fact]
    public async Task TheAnswer_SaysHowItIsApproved()
    {
        await using var server = await TestServer.StartAsync();
        var token = await CreateAsync(server, """{"approval":"manual"}""");

        var answer = await TestAgent.RegisterAsync(server, token);

        answer.AssertProblem(HttpStatusCode.Conflict, "enrolment-pending");
        var id = (string)(await WaitingAsync(server))["id"]!;
        Assert.Equal($"Approve it by 'aops token approve {id}'; the host asks again by itself.", (string?)answer.Body!["fix"]);
    }

    [Fact]
    public async Task ARefusedHost_IsToldSo_UntilAnOperatorApprovesIt()
    {
        await using var server = await TestServer.StartAsync();
        var token = await CreateAsync(server, """{"approval":"manual"}""");
        await TestAgent.RegisterAsync(server, token);
        var waiting = await WaitingAsync(server);

        await DecideAsync(server, waiting, "refuse?dry_run=1");
        (await TestAgent.RegisterAsync(server, token)).AssertProblem(HttpStatusCode.Conflict, "enrolment-pending");
        await DecideAsync(server, waiting, "refuse");
        (await TestAgent.RegisterAsync(server, token)).AssertProblem(HttpStatusCode.Forbidden, "enrolment-refused");
        await DecideAsync(server, waiting, "approve");

        Assert.Equal(HttpStatusCode.OK, (await TestAgent.RegisterAsync(server, token)).Status);
    }

    [Fact]
    public async Task AnApproval_IsOfOneMachine_AndEndsWithItsToken()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var token = await CreateAsync(server, """{"approval":"manual","uses":9,"ttlSeconds":60}""");
        await TestAgent.RegisterAsync(server, token, machine: "aa11");
        var waiting = await WaitingAsync(server);
        await DecideAsync(server, waiting, "approve");

        (await TestAgent.RegisterAsync(server, token, machine: "bb22"))
            .AssertProblem(HttpStatusCode.Conflict, "enrolment-pending");
        clock.Advance(TimeSpan.FromSeconds(60));

        (await TestAgent.RegisterAsync(server, token, machine: "aa11"))
            .AssertProblem(HttpStatusCode.Unauthorized, "token-expired");
        Assert.Empty((await server.Operator.GetOkAsync(Path))["enrolments"]!.AsArray());
        (await server.Operator.SendAsync(HttpMethod.Post, $"{Path}/{(string)waiting["id"]!}/approve"))
            .AssertProblem(HttpStatusCode.NotFound, "no-such-enrolment");
    }

    [Fact]
    public async Task ATokenThatLeaked_StoresAsManyHostsAsMayWait()
    {
        await using var server = await TestServer.StartAsync();
        var token = await CreateAsync(server, """{"approval":"manual"}""");
        for (var i = 0; i < FleetLimits.WaitingHostsPerTokenMax; i++)
            await TestAgent.RegisterAsync(server, token, machine: $"{i + 0x1000:x}");

        (await TestAgent.RegisterAsync(server, token, machine: "ff"))
            .AssertProblem(HttpStatusCode.ServiceUnavailable, "too-many-waiting");
    }

    private static async Task<string> CreateAsync(TestServer server, string body)
    {
        var (status, created) = await server.Operator.SendAsync(HttpMethod.Post, "/api/v1/tokens", body);
        Assert.Equal(HttpStatusCode.Created, status);
        return (string)created!["token"]!;
    }

    private static async Task DecideAsync(TestServer server, JsonNode waiting, string verb) => Assert.Equal(
        HttpStatusCode.OK,
        (await server.Operator.SendAsync(HttpMethod.Post, $"{Path}/{(string)waiting["id"]!}/{verb}")).Status);

    private static async Task<JsonNode> WaitingAsync(TestServer server) =>
        Assert.Single((await server.Operator.GetOkAsync(Path))["enrolments"]!.AsArray())!;

    private static async Task<JsonNode> TokenAsync(TestServer server) =>
        Assert.Single((await server.Operator.GetOkAsync("/api/v1/tokens"))["tokens"]!.AsArray())!;
}
