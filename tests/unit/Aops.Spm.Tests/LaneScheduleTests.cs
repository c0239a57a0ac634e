using Aops.Contracts.Wire;
using Aops.Spm.SubAgents;

namespace Aops.Spm.Tests;

public sealed class LaneScheduleTests
{
    private readonly LaneSchedule _schedule = new(TimeProvider.System, Random.Shared);

    private static DesiredSubAgent Wanted(string version = "1.0", long order = 1) =>
        new() { Name = "a", Version = version, Generation = order };

    private bool MayBegin()
    {
        var next = Timeout.InfiniteTimeSpan;
        return _schedule.MayBegin("a", ref next);
    }

    [Fact]
    public void Success_WithoutEffect_IsNoReasonToBeginAtOnceAgain()
    {
        Assert.True(_schedule.Succeed("a"));
        Assert.True(MayBegin());
        Assert.False(_schedule.Succeed("a"));
        var waits = Enumerable.Range(0, 20).Select(_ => _schedule.Fail("a")).ToList();

        // Drawn from 0 to a bound that grows: of twenty some are long.
        Assert.InRange(waits.Max(), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(300));
    }

    [Fact]
    public void Success_WithEffect_IsForgotten()
    {
        _schedule.Succeed("a");
        Assert.Equal(["a"], _schedule.Settle(new DesiredState { Revision = 1, SubAgents = [Wanted()] }, new HashSet<string>()));
        Assert.True(_schedule.Succeed("a"));
    }

    [Fact]
    public void RefusedPackage_IsNotFetchedAgain_UntilItIsOrderedOnceMore()
    {
        _schedule.Refuse(Wanted());

        Assert.True(_schedule.IsRefused(Wanted()));
        Assert.False(_schedule.IsRefused(Wanted(order: 2)));
        Assert.False(_schedule.IsRefused(Wanted("2.0")));
        _schedule.Settle(new DesiredState { Revision = 1, SubAgents = [Wanted()] }, new HashSet<string>());
        Assert.True(_schedule.IsRefused("a"));
        _schedule.Settle(new DesiredState { Revision = 1, SubAgents = [Wanted("2.0", 2)] }, new HashSet<string>());
        Assert.False(_schedule.IsRefused("a"));
    }

    [Fact]
    public void NewDesiredState_IsTriedAtOnce()
    {
        for (var i = 0; i < 20; i++) _schedule.Fail("a");
        _schedule.Hurry();
        Assert.True(MayBegin());
    }
}
