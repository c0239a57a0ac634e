using System.Net;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>What the token of one agent is worth for copies of its host.</summary>
public sealed class CloneTests
{
    [Fact]
    public async Task Sec_H9_OneTokenMakesOneIdentityADay()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);

        Assert.Equal(HttpStatusCode.OK, (await agent.CloneAsync("b1")).Status);
        (await agent.CloneAsync("b2")).AssertProblem(HttpStatusCode.Conflict, "clone-pending");
        clock.Advance(TimeSpan.FromHours(23));
        (await agent.CloneAsync("b3")).AssertProblem(HttpStatusCode.Conflict, "clone-pending");
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.OK, (await agent.CloneAsync("b4")).Status);
    }

    [Fact]
    public async Task Sec_H9_TwoThousandRegistrations_MakeOneAgentAndFewRequests()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        for (var i = 0; i < 2000; i++) await agent.CloneAsync($"{i + 0x1000:x}");

        Assert.Equal(2, (await server.Operator.GetOkAsync("/api/fleet?limit=1000"))["agents"]!.AsArray().Count);
        var waiting = (await server.Operator.GetOkAsync("/api/clones?limit=1000"))["clones"]!.AsArray();
        Assert.Equal(ServerLimits.CloneRequestsPerAgentMax, waiting.Count);
    }

    [Fact]
    public async Task Sec_H9_AClonesTokenMakesNone_AndFewLiveUnconsented()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        TestAgent? last = null;
        for (var day = 0; day < ServerLimits.ClonesPerAgentMax; day++)
        {
            last = Agent(server, await agent.CloneAsync($"b{day}"));
            clock.Advance(TimeSpan.FromHours(25));
        }

        (await agent.CloneAsync("c1")).AssertProblem(HttpStatusCode.Conflict, "clone-pending");
        (await last!.CloneAsync("c2")).AssertProblem(HttpStatusCode.Conflict, "clone-pending");
    }

    [Fact]
    public async Task Sec_H9_RemovedAgent_TakesItsClonesAlong_ButNotThoseOfConsent()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        var first = Agent(server, await agent.CloneAsync("b1"));
        clock.Advance(TimeSpan.FromHours(25));
        var second = Agent(server, await agent.CloneAsync("b2"));
        await server.Operator.SendAsync(HttpMethod.Post, $"/api/fleet/{second.Id}/consent");
        var listed = await server.Operator.GetOkAsync($"/api/fleet/{first.Id}");

        await server.Operator.SendAsync(HttpMethod.Delete, $"/api/fleet/{agent.Id}");

        Assert.Equal(agent.Id, (string?)listed["summary"]!["cloneOf"]);
        Assert.True((bool)listed["summary"]!["goesWithOriginal"]!);
        (await first.SendAsync(first.Heartbeat(machine: "b1"))).AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
        Assert.Equal(HttpStatusCode.OK, (await second.SendAsync(second.Heartbeat(machine: "b2"))).Status);
    }

    [Fact]
    public async Task Approved_GetsItsIdentityWhenItAsksAgain_OnceOnly()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await agent.CloneAsync("b1");
        await agent.CloneAsync("b2");
        var request = Assert.Single((await server.Operator.GetOkAsync("/api/clones"))["clones"]!.AsArray())!;

        await server.Operator.SendAsync(HttpMethod.Post, $"/api/clones/{(string?)request["id"]}/approve");

        (await agent.CloneAsync("b3")).AssertProblem(HttpStatusCode.Conflict, "clone-pending");
        var own = Agent(server, await agent.CloneAsync("b2"));
        Assert.Equal(HttpStatusCode.OK, (await own.SendAsync(own.Heartbeat(machine: "b2"))).Status);
        (await agent.CloneAsync("b2")).AssertProblem(HttpStatusCode.Conflict, "clone-pending");
    }

    [Fact]
    public async Task Refused_StaysRefused()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await agent.CloneAsync("b1");
        await agent.CloneAsync("b2");
        var request = Assert.Single((await server.Operator.GetOkAsync("/api/clones"))["clones"]!.AsArray())!;

        await server.Operator.SendAsync(HttpMethod.Post, $"/api/clones/{(string?)request["id"]}/refuse");

        (await agent.CloneAsync("b2")).AssertProblem(HttpStatusCode.Forbidden, "clone-refused");
    }

    [Fact]
    public async Task LostAnswer_AskingAgainGivesTheSameIdentity_UntilItIsUsed()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        var lost = Agent(server, await agent.CloneAsync("b1"));
        var own = Agent(server, await agent.CloneAsync("b1"));

        Assert.Equal(lost.Id, own.Id);
        await own.SendAsync(own.Heartbeat(machine: "b1"));
        (await agent.CloneAsync("b1")).AssertProblem(HttpStatusCode.Conflict, "clone-pending");
    }

    [Fact]
    public async Task CopiedMachineId_BothAreTold_AndTheLaterGetsAnIdentityOfItsOwn()
    {
        await using var server = await TestServer.StartAsync();
        var first = await TestAgent.EnrolAsync(server);
        var copy = new TestAgent(server, first.Id, first.Token);
        var (one, other) = (new HostInstance { Boot = "1", Product = "p" }, new HostInstance { Boot = "2", Product = "q" });

        var counter = await BeatAsync(first, one);
        await BeatAsync(copy, other);
        await BeatAsync(first, one with { Counter = counter });
        var refused = await copy.SendAsync(With(copy.Heartbeat(), other));
        var fleet = await server.Operator.GetOkAsync("/api/fleet");
        var own = Agent(server, await copy.CloneAsync(TestAgent.Machine, other));

        refused.AssertProblem(HttpStatusCode.Conflict, "other-machine");
        Assert.Contains("two hosts use this identity", (string?)fleet["agents"]![0]!["faults"]![0], StringComparison.Ordinal);
        Assert.NotEqual(first.Id, own.Id);
        Assert.Equal(HttpStatusCode.OK, (await own.SendAsync(With(own.Heartbeat(), other))).Status);
        await Until.TrueAsync(async () => (await server.Operator.GetOkAsync("/api/events"))["events"]!.AsArray()
            .Any(entry => (string?)entry!["kind"] == "two-instances"));
    }

    [Fact]
    public async Task Counter_OutlivesARestartOfTheServer()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var here = new HostInstance { Boot = "1", Product = "p" };
        var counter = await BeatAsync(agent, here);
        var next = await BeatAsync(agent, here with { Counter = counter });
        await server.StopAsync();
        await server.StartAgainAsync();

        Assert.Equal(next + 1, await BeatAsync(agent, here with { Counter = next }));
        Assert.Equal(0, await BeatAsync(await TestAgent.EnrolAsync(server), null));
    }

    private static async Task<long> BeatAsync(TestAgent agent, HostInstance? instance)
    {
        var (status, body) = await agent.SendAsync(With(agent.Heartbeat(), instance));
        Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
        return (long)body!["counter"]!;
    }

    private static HeartbeatRequest With(HeartbeatRequest heartbeat, HostInstance? instance) =>
        heartbeat with { Host = heartbeat.Host with { Instance = instance } };

    private static TestAgent Agent(TestServer server, (HttpStatusCode Status, JsonNode? Body) answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body?.ToJsonString());
        return new TestAgent(server, (string)answer.Body!["agentId"]!, (string)answer.Body["agentToken"]!);
    }
}
