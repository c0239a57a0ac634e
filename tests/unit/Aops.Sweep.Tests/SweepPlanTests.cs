namespace Aops.Sweep.Tests;

public sealed class SweepPlanTests
{
    private const string Rename = "spm rename var/lib/aops/journal.json";
    private const string Write = "spm write opt/aops/releases/.#/bin/aops-spm";

    [Fact]
    public void All_HasEachCall_OnEachSide_ForEachTarget()
    {
        var points = SweepPlan.All("upgrade", [Rename, Write, Rename]);

        Assert.Equal(3 * 2 * 3, points.Distinct().Count());
        Assert.Contains(new CrashPoint("upgrade", Target.Both, CrashSide.After, 2, Rename), points);
    }

    [Fact]
    public void Distinct_KeepsTheFirstTwo_TheMiddle_AndTheLast()
    {
        var points = SweepPlan.All("upgrade", Enumerable.Repeat(Write, 101));

        Assert.Equal([1, 2, 51, 101], SweepPlan.Distinct(points).Select(p => p.Nth).Distinct().Order());
    }

    [Fact]
    public void Choose_GivesEachKindItsTurn_AndTheSameForTheSameSeed()
    {
        var points = SweepPlan.All("upgrade", Enumerable.Repeat(Write, 500).Append(Rename));

        var chosen = SweepPlan.Choose(points, 4, seed: 7);

        Assert.Equal(2, chosen.Count(p => p.Key == Rename));
        Assert.Equal(chosen, SweepPlan.Choose(points, 4, seed: 7));
        Assert.NotEqual(chosen, SweepPlan.Choose(points, 4, seed: 8));
    }

    [Fact]
    public void Point_IsReadAsItWasWritten()
    {
        var point = new CrashPoint("rollback", Target.Other, CrashSide.Before, 12, Rename);

        Assert.True(CrashPoint.TryParse(point.ToString(), out var read));
        Assert.Equal(point, read);
        Assert.False(CrashPoint.TryParse("rollback|Other|Before|x|" + Rename, out _));
    }
}
