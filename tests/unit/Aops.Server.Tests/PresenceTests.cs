using System.Net;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class PresenceTests
{
    [Fact]
    public async Task Silence_MakesAnAgentOffline_AndAHeartbeatBringsItBack()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        Assert.Equal("never", await agent.StateAsync());
        await agent.BeatAsync(interval: 10);
        Assert.Equal("online", await agent.StateAsync());

        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("online", await agent.StateAsync());
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("offline", await agent.StateAsync());
        // Told by a loop of its own, which a return within the same moment would overtake.
        await Until.TrueAsync(async () => (await KindsAsync(server)) is [.., "offline"]);
        await agent.BeatAsync(interval: 10);
        Assert.Equal("online", await agent.StateAsync());

        await Until.TrueAsync(async () =>
            (await KindsAsync(server)) is ["enrolled", "online", .., "offline", "online"]);
    }

    [Fact]
    public async Task OneMissedHeartbeat_MakesAHostLate_AndTwoOffline()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        await AssertFoundAsync("never");
        await agent.BeatAsync(interval: 10);
        await AssertFoundAsync("online");

        clock.Advance(TimeSpan.FromSeconds(12.5));
        await AssertFoundAsync("late");
        await agent.BeatAsync(interval: 10);
        await AssertFoundAsync("online");
        clock.Advance(TimeSpan.FromSeconds(12.5));
        await AssertFoundAsync("late");
        clock.Advance(TimeSpan.FromSeconds(10));
        await AssertFoundAsync("offline and last_seen>=20s");
        // What is late is still there to /api/fleet, and no event tells of it.
        Assert.DoesNotContain("late", await KindsAsync(server));

        // Stored by a loop of its own.
        Task AssertFoundAsync(string query) => Until.TrueAsync(async () =>
            (await server.Operator.GetOkAsync($"/api/v1/hosts?q={query}"))["hosts"]!.AsArray().Count == 1);
    }

    [Fact]
    public async Task HeldHeartbeat_IsASignOfLife()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        var held = await agent.HoldAsync(interval: 30);

        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("online", await agent.StateAsync());
        Assert.False(held.IsCompleted);
    }

    [Fact]
    public async Task Restart_GivesAgentsTheirTimeToComeBack()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        await agent.BeatAsync(interval: 10);
        await server.StopAsync();
        clock.Advance(TimeSpan.FromMinutes(5));
        await server.StartAgainAsync();

        Assert.Equal("online", await agent.StateAsync());
        clock.Advance(TimeSpan.FromSeconds(23));
        Assert.Equal("offline", await agent.StateAsync());
    }

    // What is not known yet makes no event, neither by a return nor by the start itself.
    [Fact]
    public async Task AfterAStart_PresenceIsUnknown_AndNothingFires_ForTwoIntervals()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var (back, away) = (await TestAgent.EnrolAsync(server), await TestAgent.EnrolAsync(server));
        await HearAsync(back);
        await HearAsync(away);
        await server.StopAsync();
        clock.Advance(TimeSpan.FromDays(1));
        await server.StartAgainAsync();
        await AssertFoundAsync(server, "unknown", 2);
        Assert.Equal("unknown", await ExplainAsync(server, back, "presence"));

        clock.Advance(TimeSpan.FromSeconds(15));
        await HearAsync(back);
        await AssertFoundAsync(server, "online", 1);
        Assert.DoesNotContain("offline", await KindsAsync(server));
        Assert.Equal(2, (await KindsAsync(server)).Count(kind => kind == "online"));

        clock.Advance(TimeSpan.FromSeconds(8));
        await AssertFoundAsync(server, "offline", 1);
        await Until.TrueAsync(async () => (await KindsAsync(server)).Count(kind => kind == "offline") == 1);
    }

    [Fact]
    public async Task SilenceOfDays_IsGone_AndAHeartbeatBringsItBack()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        await HearAsync(agent);
        clock.Advance(TimeSpan.FromSeconds(23));
        await AssertFoundAsync(server, "offline", 1);

        clock.Advance(FleetLimits.GoneAfter);
        await AssertFoundAsync(server, "gone", 1);
        await Until.TrueAsync(async () => (await KindsAsync(server)) is [.., "gone"]);
        Assert.Equal("offline", await agent.StateAsync());
        await server.StopAsync();
        await server.StartAgainAsync();
        await AssertFoundAsync(server, "gone", 1);
        await HearAsync(agent);
        await AssertFoundAsync(server, "online", 1);
    }

    [Theory]
    [InlineData("stop", "stopped")]
    [InlineData("shutdown", "stopped")]
    [InlineData("uninstall", "uninstalled")]
    [InlineData("a-word-of-a-later-version", "stopped")]
    public async Task AFarewell_IsNoOffline_AlsoWithinAHold_AndAcrossAStart(string reason, string state)
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        await server.Operator.SendAsync(HttpMethod.Put, "/api/desired?force", """{"agent":{"version":"1.0.0"}}""");
        await HearAsync(agent);
        var held = await agent.HoldAsync(revision: 1, interval: 10);

        Assert.Equal(HttpStatusCode.NoContent, (await agent.PostAsync($"/api/agents/farewell/{reason}", "")).Status);
        clock.Advance(TimeSpan.FromSeconds(10));
        await held;
        clock.Advance(TimeSpan.FromMinutes(5));
        await AssertFoundAsync(server, state, 1);
        Assert.Equal("stopped", await ExplainAsync(server, agent, "state"));
        await server.StopAsync();
        await server.StartAgainAsync();
        clock.Advance(TimeSpan.FromMinutes(5));
        await AssertFoundAsync(server, state, 1);
        Assert.DoesNotContain("offline", await KindsAsync(server));

        await HearAsync(agent);
        await AssertFoundAsync(server, "online", 1);
    }

    private static async Task HearAsync(TestAgent agent) =>
        Assert.Equal(HttpStatusCode.OK, (await agent.SendAsync(agent.Heartbeat(interval: 10))).Status);

    private static async Task<string?> ExplainAsync(TestServer server, TestAgent agent, string field)
    {
        var told = await server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}/explain");
        return (string?)(field == "presence" ? told["is"]!["presence"] : told[field]);
    }

    // Stored by a loop of its own.
    private static Task AssertFoundAsync(TestServer server, string query, int count) => Until.TrueAsync(async () =>
        (await server.Operator.GetOkAsync($"/api/v1/hosts?q={query}"))["hosts"]!.AsArray().Count == count);

    private static async Task<string[]> KindsAsync(TestServer server) =>
    [
        .. (await server.Operator.GetOkAsync("/api/events?after=0"))["events"]!.AsArray()
            .Select(entry => (string)entry!["kind"]!),
    ];
}
