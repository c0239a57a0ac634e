using Aops.Server.Events;

namespace Aops.Server.Tests.Rollouts;

/// <summary>What a plan knows of hosts by what is stored of them.</summary>
public sealed class RolloutPlanTests
{
    [Fact]
    public async Task HostThatIsAway_IsExpectedBack_AndTheZoneOfEachIsItsOwn()
    {
        await using var bench = await RolloutBench.StartAsync(2);
        var away = await bench.AddHostAsync();
        var now = bench.Clock.GetUtcNow();
        Assert.Null((await bench.PlanAsync("2.0")).Plan.EtaOfWaiting);

        await bench.LearnAsync(
            away.Id, "Asia/Tokyo", (EventKinds.Offline, now.AddHours(-30)), (EventKinds.Online, now.AddHours(-20)),
            (EventKinds.Offline, now.AddHours(-4)));
        await bench.LearnAsync(bench.Hosts[0].Id, "");
        var plan = await bench.PlanAsync("2.0");

        // Away for 10 hours before, and for 4 now.
        Assert.InRange(plan.Plan.EtaOfWaiting!.Value.TotalHours, 6, 6.5);
        var zones = plan.Hosts.ToDictionary(host => host.Assignment.HostId, host => host.Assignment.Zone);
        Assert.Equal(("Asia/Tokyo", null), (zones[away.Id], zones[bench.Hosts[0].Id]));
    }
}
