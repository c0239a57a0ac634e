namespace Aops.Sweep;

/// <summary>Figures of a sweep.</summary>
public static class SweepReport
{
    /// <summary>One line.</summary>
    /// <param name="name">Of what.</param>
    /// <param name="outcomes">What came of its tries.</param>
    public static string Describe(string name, IReadOnlyList<Outcome> outcomes)
    {
        var missed = Count(outcomes, Verdict.NotReached);
        return $"{name,-13} {outcomes.Count - missed} tried, {Count(outcomes, Verdict.Brick)} bricks" +
            (missed == 0 ? "" : $" ({missed} further ones did not come up in their run, {DescribeKinds(outcomes)})");
    }

    // Whether the n-th write of a file occurs depends on timing; a kind of call that never occurred is a
    // gap in the proof.
    private static string DescribeKinds(IReadOnlyList<Outcome> outcomes)
    {
        var kinds = outcomes.GroupBy(o => (o.Group, o.Kind)).ToList();
        var never = kinds.FindAll(k => k.All(o => o.Verdict == Verdict.NotReached));
        return never.Count == 0
            ? $"each of {kinds.Count} kinds did"
            : $"nor any of {never.Count} of {kinds.Count} kinds: {string.Join(", ", never.Select(k => k.Key.Kind))}";
    }

    /// <summary>Whether something was tried, and no host was lost.</summary>
    /// <param name="outcomes">What came of all tries.</param>
    public static bool IsGood(IReadOnlyList<Outcome> outcomes) =>
        Count(outcomes, Verdict.Whole) > 0 && Count(outcomes, Verdict.Brick) == 0;

    private static int Count(IReadOnlyList<Outcome> outcomes, Verdict verdict) =>
        outcomes.Count(o => o.Verdict == verdict);
}
