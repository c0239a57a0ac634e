using System.Diagnostics;
using System.Net;
using Aops.Contracts.Wire;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class HeartbeatTests
{
    private const string Wish = """{"agent":{"version":"2.0.0"},"settings":{"heartbeatInterval":"10s"}}""";

    [Fact]
    public async Task OtherRevision_IsAnsweredWithTheDesiredState()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var revision = (long)(await server.Operator.PutOkAsync("/api/desired?force", Wish))["revision"]!;

        var reply = await agent.BeatAsync(revision: 0);
        var next = await agent.BeatAsync(revision);

        Assert.Equal(revision, (long)reply["desired"]!["revision"]!);
        Assert.Equal("2.0.0", (string?)reply["desired"]!["agent"]!["version"]);
        Assert.Equal("10s", (string?)reply["desired"]!["settings"]!["heartbeatInterval"]);
        Assert.Null(next["desired"]);
    }

    [Fact]
    public async Task Order_ReachesAHeldHeartbeatAtOnce()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var best = TimeSpan.MaxValue;
        long revision = 0;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var held = await agent.HoldAsync(revision);
            var watch = Stopwatch.StartNew();
            revision = (long)(await server.Operator.PutOkAsync("/api/desired?force", Wish))["revision"]!;
            var (_, reply) = await held;
            if (watch.Elapsed < best) best = watch.Elapsed;
            Assert.Equal(revision, (long)reply!["desired"]!["revision"]!);
        }
        Assert.InRange(best.TotalMilliseconds, 0, 100);
    }

    [Fact]
    public async Task Override_WakesOnlyItsAgent()
    {
        await using var server = await TestServer.StartAsync();
        var one = await TestAgent.EnrolAsync(server);
        var other = await TestAgent.EnrolAsync(server);
        var heldOne = await one.HoldAsync();
        var heldOther = await other.HoldAsync();

        await server.Operator.PutOkAsync($"/api/fleet/{one.Id}/desired?force", Wish);
        var (_, reply) = await heldOne;

        Assert.Equal("2.0.0", (string?)reply!["desired"]!["agent"]!["version"]);
        Assert.False(heldOther.IsCompleted);
        Assert.Equal(1, server.Application.HeldCount);
    }

    [Fact]
    public async Task Command_WakesAHeldHeartbeat_AndIsSentOnce()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var held = await agent.HoldAsync();

        var (status, command) = await server.Operator.SendAsync(
            HttpMethod.Post, $"/api/fleet/{agent.Id}/commands", """{"kind":"restart-agent"}""");
        var (_, reply) = await held;
        var next = await agent.BeatAsync();

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal((string?)command!["id"], (string?)reply!["commands"]![0]!["id"]);
        Assert.Empty(next["commands"]!.AsArray());
    }

    [Fact]
    public async Task NewerHeartbeat_ReleasesTheOlder()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var older = await agent.HoldAsync();

        var newer = agent.SendAsync(agent.Heartbeat(hold: 60, interval: 60));
        var (status, _) = await older;

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.False(newer.IsCompleted);
    }

    [Fact]
    public async Task Hold_EndsAfterTheInterval()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        var held = agent.SendAsync(agent.Heartbeat(hold: 300, interval: 20));
        await Until.TrueAsync(() => server.Application.HeldCount == 1);

        await Until.TrueAsync(() =>
        {
            // Small steps: the answer takes a moment, in which the agent must not become offline.
            clock.Advance(TimeSpan.FromSeconds(1));
            return held.IsCompleted;
        });

        Assert.Equal(HttpStatusCode.OK, (await held).Status);
        Assert.Equal("online", await agent.StateAsync());
    }

    [Fact]
    public async Task ManyHeld_AreAllWoken()
    {
        await using var server = await TestServer.StartAsync();
        var agents = new List<TestAgent>();
        for (var count = 0; count < 200; count++) agents.Add(await TestAgent.EnrolAsync(server));
        var held = agents.Select(agent => agent.SendAsync(agent.Heartbeat(hold: 60, interval: 60))).ToArray();
        await Until.TrueAsync(() => server.Application.HeldCount == agents.Count);

        Assert.InRange(ThreadPool.ThreadCount, 1, 100);
        await server.Operator.PutOkAsync("/api/desired?force", Wish);

        Assert.All(await Task.WhenAll(held), answer => Assert.NotNull(answer.Body!["desired"]));
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest, "bad-json")]
    [InlineData("null", HttpStatusCode.BadRequest, "bad-json")]
    [InlineData("""{"sequence":1}""", HttpStatusCode.BadRequest, "bad-json")]
    public async Task NoHeartbeat_IsAProblem(string body, HttpStatusCode status, string kind)
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        (await agent.PostAsync("/api/agents/heartbeat", body)).AssertProblem(status, kind);
    }

    [Fact]
    public async Task TooLarge_IsAProblem()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        // Asks first, as the connection is closed under a body that nobody wants.
        var answer = await server.Anybody.SendAsync(
            HttpMethod.Post, "/api/agents/heartbeat", new string(' ', Aops.Contracts.Limits.HeartbeatBytesMax + 1),
            (WireHeaders.AgentId, agent.Id), (WireHeaders.AgentToken, agent.Token), ("Expect", "100-continue"));

        answer.AssertProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }
}
