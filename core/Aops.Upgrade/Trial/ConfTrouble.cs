using Aops.Contracts.Local;

namespace Aops.Upgrade.Trial;

/// <summary>
/// Whether a version on trial misreads conf.yml, that is, refuses what the judge's version accepts. A file that
/// both refuse is the operator's fault.
/// </summary>
public static class ConfTrouble
{
    /// <summary>Compares the two readings.</summary>
    /// <param name="health">The health that the version on trial reports.</param>
    /// <param name="ours">How the judge's version reads the file; null if unknown.</param>
    /// <returns>A clause; null if the version is not at fault.</returns>
    public static string? Of(SpmHealth health, ConfReading? ours)
    {
        if (!health.ConfigParsed) return ours is { IsParsed: false } ? null : "it has not parsed conf.yml";
        if (ours is not { IsParsed: true } || health.RefusedConfLines is not { } refused) return null;
        var more = refused.Except(ours.RefusedLines).ToList();
        return more.Count == 0 ? null : $"it refuses line {string.Join(", ", more)} of conf.yml, which the version before takes";
    }
}
