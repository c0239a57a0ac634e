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

    private static async Task<string[]> KindsAsync(TestServer server) =>
    [
        .. (await server.Operator.GetOkAsync("/api/events?after=0"))["events"]!.AsArray()
            .Select(entry => (string)entry!["kind"]!),
    ];
}
