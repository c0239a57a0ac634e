using Aops.Rollouts.Strategies;

namespace Aops.Rollouts.Tests;

public sealed class StrategyTests
{
    [Fact]
    public void NamedStrategies_HaveNoFault() => Assert.All(
        [RolloutStrategy.Default, RolloutStrategy.AllAtOnce, RolloutStrategy.Undo],
        strategy => Assert.Empty(StrategyCheck.Faults(strategy)));

    [Theory]
    [InlineData(0, 10_000, 5)]
    [InlineData(4, 10_000, 5)]
    [InlineData(5, 10_000, 15)]
    [InlineData(19, 10_000, 15)]
    [InlineData(20, 10_000, 45)]
    [InlineData(5465, 10_000, 1000)]
    [InlineData(100_000, 100_000, 10_000)]
    [InlineData(100_000, 300, 500)]
    public void Width_GrowsWithWhatIsProven_UpToItsCap(int proven, int hosts, int width) =>
        Assert.Equal(width, new RampRule().Width(proven, hosts));

    [Fact]
    public void Widths_AreThoseThatTheRampGoesThrough()
    {
        Assert.Equal([5, 15, 45, 135, 405, 500], new RampRule().Widths(1000));
        Assert.Equal([3], new RampRule(3, 1, 10).Widths(50));
        Assert.Equal([40], RampRule.All.Widths(40));
        Assert.Equal(40, RampRule.All.Width(0, 40));
    }

    [Fact]
    public void Approval_IsBySize_AndNeverTheAuthors()
    {
        var rule = new ApprovalRule(100, 1000);

        Assert.True(rule.IsGiven(99, "ann", []));
        Assert.False(rule.IsGiven(100, "ann", ["ann"]));
        Assert.True(rule.IsGiven(100, "ann", ["bob"]));
        Assert.False(rule.IsGiven(1000, "ann", ["bob", "bob", "ann"]));
        Assert.True(rule.IsGiven(1000, "ann", ["bob", "cid"]));
    }

    public static TheoryData<string, RolloutStrategy> Faults() => new()
    {
        { "stages", new() { Stages = [] } },
        { "stages", new() { Stages = [new() { Name = "a" }, new() { Name = "b" }] } },
        { "stages", new() { Stages = [new() { Name = "a", Query = "x" }, new() { Name = "a" }] } },
        { "canary", new() { Canary = new(1, 2) } },
        { "ramp.first", new() { Ramp = new(0) } },
        { "ramp.factor", new() { Ramp = new(1, 0.5) } },
        { "ramp.factor", new() { Ramp = new(1, double.NaN) } },
        { "ramp.capHosts", new() { Ramp = new(1, 2, 0) } },
        { "ramp.capPercent", new() { Ramp = new(1, 2, 1, 101) } },
        { "budget.chargedMax", new() { Budget = new(0) } },
        { "budget.percentMax", new() { Budget = new(1, -1) } },
        { "budget.attemptedMin", new() { Budget = new(1, 1, 0) } },
        { "budget.inARowMax", new() { Budget = new(1, 1, 1, 0) } },
        { "approval", new() { Approval = new(0) } },
        { "excusesMax", new() { ExcusesMax = -1 } },
        { "bytesPerSecondMax", new() { BytesPerSecondMax = 0 } },
        { "deadline", new() { Deadline = TimeSpan.FromSeconds(1) } },
        { "soak", new() { Soak = TimeSpan.FromDays(31) } },
        { "trail", new() { Trail = TimeSpan.FromDays(-1) } },
        { "stages.a.window", Windowed("0 0 31 2 *", 1, "UTC") },
        { "stages.a.window", Windowed("0 0 * * *", 0, "UTC") },
        { "stages.a.window", Windowed("0 0 * * *", 1, "No/Such") },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Check_NamesTheField(string field, RolloutStrategy strategy) =>
        Assert.Contains(field, StrategyCheck.Faults(strategy).Select(fault => fault.Field));

    private static RolloutStrategy Windowed(string schedule, int hours, string zone) => new()
    {
        Stages = [new() { Name = "a", Window = new(CronSchedule.Parse(schedule), TimeSpan.FromHours(hours), zone) }],
    };
}
