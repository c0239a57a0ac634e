namespace Aops.Rollouts.Strategies;

/// <summary>What a strategy may say.</summary>
public static class StrategyCheck
{
    /// <summary>The most stages.</summary>
    public const int StagesMax = 20;

    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(30);

    /// <summary>Every fault, as the field and a sentence.</summary>
    public static IReadOnlyList<(string Field, string Sentence)> Faults(RolloutStrategy strategy) =>
        [.. OfStages(strategy), .. OfNumbers(strategy), .. OfTimes(strategy)];

    private static IEnumerable<(string, string)> OfStages(RolloutStrategy strategy)
    {
        var stages = strategy.Stages;
        if (stages.Count is 0 or > StagesMax) yield return ("stages", $"A strategy has 1 to {StagesMax} stages.");
        foreach (var name in stages.CountBy(stage => stage.Name).Where(name => name.Value > 1))
            yield return ("stages", $"Two stages have the name '{name.Key}'.");
        foreach (var stage in stages.SkipLast(1).Where(stage => stage.Query is null))
            yield return ("stages", $"Stage '{stage.Name}' takes all hosts, so the stages after it would have none.");
        foreach (var stage in stages)
        {
            if (stage.Window?.Fault is { } fault)
                yield return ($"stages.{stage.Name}.window", fault);
        }
    }

    private static IEnumerable<(string, string)> OfNumbers(RolloutStrategy strategy)
    {
        var (canary, ramp, budget, approval) = (strategy.Canary, strategy.Ramp, strategy.Budget, strategy.Approval);
        if (canary.HostsMin < 0 || canary.HostsMax < canary.HostsMin)
            yield return ("canary", "The least number of canaries is at least 0, and the most is not below it.");
        if (ramp.First < 1) yield return ("ramp.first", "The first width of the ramp is at least 1 host.");
        if (!(ramp.Factor is >= 1 and <= 100)) yield return ("ramp.factor", "The factor of the ramp is from 1 to 100.");
        if (ramp.CapHosts < 1) yield return ("ramp.capHosts", "The widest ramp is at least 1 host.");
        if (ramp.CapPercent is < 0 or > 100) yield return ("ramp.capPercent", "A percentage is from 0 to 100.");
        if (budget.ChargedMax < 1) yield return ("budget.chargedMax", "At least 1 charged host halts.");
        if (!(budget.PercentMax is >= 0 and <= 100)) yield return ("budget.percentMax", "A percentage is from 0 to 100.");
        if (budget.AttemptedMin < 1) yield return ("budget.attemptedMin", "At least 1 attempted host is asked for.");
        if (budget.InARowMax < 1) yield return ("budget.inARowMax", "At least 1 charged host in a row halts.");
        if (approval.OneFromHosts < 1 || approval.TwoFromHosts < 1)
            yield return ("approval", "The size that needs approval is at least 1 host.");
        if (strategy.ExcusesMax < 0) yield return ("excusesMax", "An order is given again 0 times or more.");
        if (strategy.BytesPerSecondMax < 1) yield return ("bytesPerSecondMax", "At least 1 byte a second.");
    }

    private static IEnumerable<(string, string)> OfTimes(RolloutStrategy strategy)
    {
        if (strategy.Deadline < TimeSpan.FromMinutes(1)) yield return ("deadline", "A deadline is at least 1 minute.");
        (string Field, TimeSpan Time)[] times =
        [
            ("soak", strategy.Soak), ("deadline", strategy.Deadline), ("trail", strategy.Trail),
            .. strategy.Stages.Select(stage => ($"stages.{stage.Name}.pause", stage.Pause)),
        ];
        foreach (var (field, time) in times)
        {
            if (time < TimeSpan.Zero || time > LongestTime)
                yield return (field, $"A time is from 0 to {LongestTime.TotalDays} days.");
        }
    }
}
