using Aops.Supervision.Starts;

namespace Aops.Supervision.Tests;

/// <summary>Which sub-agents are told what, by a queue without processes.</summary>
public sealed class StartQueueTests
{
    private readonly HashSet<string> _up = [];
    private readonly List<string> _told = [];
    private readonly StartQueue _queue;

    public StartQueueTests()
    {
        _queue = new StartQueue(_up.Contains, (name, verdict) => _told.Add(
            verdict.IsCyclic ? $"{name}: {verdict.Fault!.Split(';')[0]}" : $"{name}: {(verdict.MayStart ? "now" : "later")}"));
    }

    [Fact]
    public void NoDependencies_NothingIsTold()
    {
        _queue.Set("a", []);
        _queue.LookAt("a");
        _queue.LookAtDependents("a");

        Assert.Empty(_told);
    }

    [Fact]
    public void DependencyUp_NothingIsTold()
    {
        _up.Add("store");
        _queue.Set("front", ["store"]);

        Assert.Empty(_told);
    }

    [Fact]
    public void DependencyUnknown_StartWaitsForIt()
    {
        _queue.Set("front", ["store"]);
        _queue.Set("store", []);
        _up.Add("store");
        _queue.LookAtDependents("store");

        Assert.Equal(["front: later", "front: now"], _told);
    }

    [Fact]
    public void TwoDependencies_BothAreAwaited()
    {
        _queue.Set("front", ["store", "cache"]);
        _up.Add("store");
        _queue.LookAtDependents("store");
        Assert.Equal(["front: later"], _told);

        _up.Add("cache");
        _queue.LookAtDependents("cache");
        Assert.Equal(["front: later", "front: now"], _told);
    }

    [Fact]
    public void NothingNew_IsNotToldAgain()
    {
        _queue.Set("front", ["store"]);
        _queue.LookAt("front");
        _queue.LookAtDependents("store");

        Assert.Equal(["front: later"], _told);
    }

    [Fact]
    public void DependencyLost_IsTold()
    {
        _up.Add("store");
        _queue.Set("front", ["store"]);
        _up.Remove("store");
        _queue.LookAt("front");

        Assert.Equal(["front: later"], _told);
    }

    [Fact]
    public void DependencyDropped_StartsAtOnce()
    {
        _queue.Set("front", ["store"]);
        _queue.Set("front", []);

        Assert.Equal(["front: later", "front: now"], _told);
    }

    [Fact]
    public void Removed_IsToldNothing_AndThoseThatDependOnItWait()
    {
        _up.Add("store");
        _queue.Set("store", ["disk"]);
        _queue.Set("front", ["store"]);
        _up.Remove("store");
        _queue.Remove("store");
        _up.Add("disk");
        _queue.LookAtDependents("disk");

        Assert.Equal(["store: later", "front: later"], _told);
    }

    [Fact]
    public void Cycle_IsToldToEachMember_AndToNoOther()
    {
        _queue.Set("a", ["b"]);
        _queue.Set("x", ["a"]);
        _queue.Set("alone", []);
        _told.Clear();

        _queue.Set("b", ["a"]);

        Assert.Equal(["a: depends on itself: a -> b -> a", "b: depends on itself: b -> a -> b"], _told.Order());
    }

    [Fact]
    public void Cycle_MembersThatRun_AreToldNothingElse()
    {
        _up.UnionWith(["a", "b"]);
        _queue.Set("a", ["b"]);
        _queue.Set("b", ["a"]);
        _told.Clear();

        _up.Remove("a");
        _queue.LookAtDependents("a");
        _up.Add("a");
        _queue.LookAtDependents("a");

        Assert.Empty(_told);
    }

    [Fact]
    public void Cycle_BrokenByANewSpecification_EndsForAll()
    {
        _queue.Set("a", ["b"]);
        _queue.Set("b", ["a"]);
        _told.Clear();

        _queue.Set("b", []);
        _up.Add("b");
        _queue.LookAtDependents("b");

        Assert.Equal(["a: later", "b: now", "a: now"], _told);
    }

    [Fact]
    public void Cycle_BrokenByARemoval_EndsForTheRest()
    {
        _queue.Set("a", ["b"]);
        _queue.Set("b", ["a"]);
        _told.Clear();

        _queue.Remove("b");

        Assert.Equal(["a: later"], _told);
    }

    [Fact]
    public void Cycle_ThatGrows_IsToldAgain()
    {
        _queue.Set("a", ["b"]);
        _queue.Set("b", ["a"]);
        _told.Clear();

        _queue.Set("b", ["c"]);
        _queue.Set("c", ["a"]);

        Assert.Equal("a: depends on itself: a -> b -> c -> a", _told.Last(t => t[0] == 'a'));
        Assert.Equal("c: depends on itself: c -> a -> b -> c", _told.Last(t => t[0] == 'c'));
    }

    [Fact]
    public void TwoCycles_OneBroken_TheOtherStays()
    {
        _queue.Set("a", ["b"]);
        _queue.Set("b", ["a"]);
        _queue.Set("c", ["d"]);
        _queue.Set("d", ["c"]);
        _told.Clear();

        _queue.Set("a", []);

        Assert.DoesNotContain(_told, t => t[0] is 'c' or 'd');
        _queue.Set("c", []);
        Assert.Contains("c: now", _told);
    }
}
