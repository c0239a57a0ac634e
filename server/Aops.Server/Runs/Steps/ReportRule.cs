using Aops.Contracts;
using Aops.Contracts.Wire.Runs;

namespace Aops.Server.Runs.Steps;

/// <summary>
/// Decides which report of a host counts: the first final one stays, and before it they only go forward. How a run really
/// ended replaces what the server has concluded from a host's silence.
/// </summary>
internal static class ReportRule
{
    /// <summary>Whether a report changes the phase.</summary>
    /// <param name="phase">The phase that is stored.</param>
    /// <param name="isTold">Whether the host told it.</param>
    /// <param name="report">What it tells now.</param>
    public static bool Counts(string phase, bool isTold, RunReport report)
    {
        if (RunPhases.IsFinal(phase)) return !isTold && report.IsFinal;
        return !isTold || report.IsFinal || OrderOf(KebabName.Of(report.Phase)) > OrderOf(phase);
    }

    // A phase of a later version lies between the others.
    private static int OrderOf(string phase) =>
        phase == RunPhases.Accepted ? 0 : phase == RunPhases.Running ? 2 : 1;
}
