using Aops.Server.Events;
using Aops.Server.Repository;

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

    [Theory]
    [InlineData("1.0", 30, 30)]
    [InlineData("0.9", 30, 500)]
    [InlineData("1.0", 900, 500)]
    public async Task AHost_FetchesTheDelta_OfTheVersionThatItHas(string from, long length, long fetched)
    {
        await using var bench = await RolloutBench.StartAsync(2);
        var releases = RolloutBench.ReleasesOf("1.0", "2.0").ToList();
        releases[1] = releases[1] with { LengthBytes = 500, Deltas = [new PublishedDelta(from, length)] };
        bench.Published = releases;

        Assert.All((await bench.PlanAsync("2.0")).Hosts, host => Assert.Equal(fetched, host.Assignment.Bytes));
    }
}
