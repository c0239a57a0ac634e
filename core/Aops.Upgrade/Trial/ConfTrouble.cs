using Aops.Contracts.Local;

namespace Aops.Upgrade.Trial;

/// <summary>
/// Whether a version on trial misreads conf.yml: refuses what the version of its judge takes. A file that both refuse is the
/// fault of whoever wrote it.
/// </summary>
public static class ConfTrouble
{
    /// <summary>Compares.</summary>
    /// <param name="health">What the version on trial says of itself.</param>
    /// <param name="ours">How the judge's version reads the file; null if that is not known.</param>
    /// <returns>Part of a sentence; null if the version is not at fault.</returns>
    public static string? Of(SpmHealth health, ConfReading? ours)
    {
        if (!health.ConfigParsed) return ours is { IsParsed: false } ? null : "it has not parsed conf.yml";
        if (ours is not { IsParsed: true } || health.RefusedConfLines is not { } refused) return null;
        var more = refused.Except(ours.RefusedLines).ToList();
        return more.Count == 0 ? null : $"it refuses line {string.Join(", ", more)} of conf.yml, which the version before takes";
    }
}
