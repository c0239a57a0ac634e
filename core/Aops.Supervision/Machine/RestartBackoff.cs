using Aops.Contracts.SubAgents;

namespace Aops.Supervision.Machine;

/// <summary>How long to wait before a process that died is started again: exponential, with full jitter.</summary>
internal static class RestartBackoff
{
    /// <summary>Bound of the n-th wait in a row: min(cap, initial × factor^(n-1)).</summary>
    /// <param name="restart">The specification.</param>
    /// <param name="deathsInARow">1 for the first.</param>
    public static TimeSpan Bound(RestartSpec restart, int deathsInARow)
    {
        var bound = restart.BackoffInitialMilliseconds * Math.Pow(restart.BackoffFactor, deathsInARow - 1);
        // The power overflows to infinity at last, which Math.Min takes as well.
        return TimeSpan.FromMilliseconds(Math.Min(bound, restart.BackoffMaxMilliseconds));
    }

    /// <summary>A random wait from zero to the bound, so that what died together does not start together.</summary>
    /// <param name="restart">The specification.</param>
    /// <param name="deathsInARow">1 for the first.</param>
    /// <param name="random">Where chance comes from.</param>
    public static TimeSpan Wait(RestartSpec restart, int deathsInARow, Random random) =>
        Bound(restart, deathsInARow) * random.NextDouble();
}
