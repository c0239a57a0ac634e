using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>
/// When hosts were heard of that told nothing new: in memory first, and written in bulk. What changes is written at once.
/// </summary>
public sealed class SeenTimesTests
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task HeartbeatWithoutNews_IsFoundByItsTime_OnceTimesAreWritten()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        await HearAsync(agent);
        clock.Advance(Later);
        await HearAsync(agent);
        Assert.Equal(1, await CountAsync(server, "last_seen>=40s"));

        clock.Advance(FleetLimits.SeenWritePeriod);
        await Until.TrueAsync(async () => await CountAsync(server, "last_seen<40s and online") == 1);
    }

    [Fact]
    public async Task Stop_WritesWhatIsNoted()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        await HearAsync(agent);
        clock.Advance(Later);
        await HearAsync(agent);
        await server.StopAsync();
        await server.StartAgainAsync();

        Assert.Equal(1, await CountAsync(server, "last_seen<40s"));
    }

    // The note of a host is older than its farewell.
    [Fact]
    public async Task Farewell_IsNotUndone_ByATimeThatIsWrittenLater()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var (agent, other) = (await TestAgent.EnrolAsync(server), await TestAgent.EnrolAsync(server));
        await HearAsync(agent);
        await HearAsync(other);
        clock.Advance(Later);
        await HearAsync(agent);
        await HearAsync(other);
        await agent.PostAsync("/api/agents/farewell/stop", "");

        clock.Advance(FleetLimits.SeenWritePeriod);
        await Until.TrueAsync(async () => await CountAsync(server, "last_seen<40s and online") == 1);
        Assert.Equal(1, await CountAsync(server, "state=stopped"));
    }

    // An enrolment takes the stored facts away; the heartbeat after it tells what the one before told.
    [Fact]
    public async Task HostThatEnrolledAgain_IsStoredWhole()
    {
        await using var server = await TestServer.StartAsync();
        var first = await TestAgent.EnrolAsync(server);
        await HearAsync(first);
        Assert.Equal(1, await CountAsync(server, "sub_agents has host-metrics"));
        var (_, reply) = await TestAgent.RegisterAsync(
            server, await TestAgent.NewEnrolmentTokenAsync(server), first.Id, proof: first.Token);
        var second = new TestAgent(server, first.Id, (string)reply!["agentToken"]!);

        await HearAsync(second);
        await server.StopAsync();
        await server.StartAgainAsync();
        var told = await server.Operator.GetOkAsync($"/api/fleet/{first.Id}");
        Assert.Equal(1, (long)told["heartbeat"]!["sequence"]!);
        Assert.Equal(1, await CountAsync(server, "sub_agents has host-metrics and faults=0"));
    }

    // The timer of a long interval is not waited for.
    [Fact]
    public async Task ShorterInterval_CountsFromItsFirstHeartbeat()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        await HearAsync(agent, interval: 3600);
        await HearAsync(agent, interval: 10);

        clock.Advance(TimeSpan.FromSeconds(12.5));
        await Until.TrueAsync(async () => await CountAsync(server, "late") == 1);
        await HearAsync(agent, interval: 3600);
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("online", await agent.StateAsync());
        Assert.Equal(1, await CountAsync(server, "online"));
    }

    // Without reports, which are news.
    private static async Task HearAsync(TestAgent agent, int interval = 60)
    {
        var heartbeat = agent.Heartbeat(interval: interval);
        var (status, _) = await agent.SendAsync(heartbeat with
        {
            SubAgents = [.. heartbeat.SubAgents.Select(subAgent => subAgent with { Report = null })],
        });
        Assert.Equal(HttpStatusCode.OK, status);
    }

    private static async Task<int> CountAsync(TestServer server, string query) =>
        (await server.Operator.GetOkAsync($"/api/v1/hosts?q={Uri.EscapeDataString(query)}"))["hosts"]!.AsArray().Count;
}
