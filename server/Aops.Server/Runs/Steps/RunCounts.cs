namespace Aops.Server.Runs.Steps;

/// <summary>How many hosts of a run have each phase.</summary>
/// <param name="ByPhase">Their numbers by the word of the phase; a phase without hosts is absent.</param>
internal sealed record RunCounts(IReadOnlyDictionary<string, long> ByPhase)
{
    /// <summary>Hosts that take a place of those that run at once.</summary>
    public long InFlight => Sum(RunPhases.IsInFlight);

    /// <summary>Hosts that tried and ended.</summary>
    public long Attempted => Sum(RunPhases.IsAttempted);

    /// <summary>Hosts that failed.</summary>
    public long Charged => Sum(RunPhases.IsCharged);

    /// <summary>Hosts that have not ended.</summary>
    public long Open => Sum(phase => !RunPhases.IsFinal(phase));

    /// <summary>Hosts whose turn has not come.</summary>
    public long Queued => ByPhase.GetValueOrDefault(RunPhases.Queued);

    /// <summary>The counts once hosts have moved.</summary>
    public RunCounts After(IEnumerable<(string From, string To)> moves)
    {
        var after = ByPhase.ToDictionary(StringComparer.Ordinal);
        foreach (var (from, to) in moves)
        {
            after[from] = after.GetValueOrDefault(from) - 1;
            after[to] = after.GetValueOrDefault(to) + 1;
        }
        return new RunCounts(after.Where(count => count.Value != 0).ToDictionary(StringComparer.Ordinal));
    }

    private long Sum(Func<string, bool> isCounted) =>
        ByPhase.Where(count => isCounted(count.Key)).Sum(count => count.Value);
}
