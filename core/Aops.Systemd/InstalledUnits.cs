using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Systemd;

/// <summary>
/// Unit files that an installation has written to <c>/etc/systemd/system</c>, beside those of the slot that they came
/// from. Where a package of the distribution brought the units, none are there: those are the package's to renew.
/// </summary>
public static class InstalledUnits
{
    /// <summary>Finds unit files that differ from those of a version.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="version">The version.</param>
    /// <returns>Names of units; one that an operator has masked, linked or deleted is not among them.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<string> FindStale(AopsLayout layout, string version) =>
        [.. UnitNames.Files.Where(unit => IsStale(layout.UnitFile(unit), SourceOf(layout, version, unit)))];

    /// <summary>Replaces the unit files that differ; drop-ins of an operator stay.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="version">The version that they come from.</param>
    /// <returns>Names of the units that were replaced; systemd reads them anew when it is told to.</returns>
    /// <exception cref="IOException">A file cannot be written; it keeps its old content.</exception>
    public static IReadOnlyList<string> Renew(AopsLayout layout, string version)
    {
        var stale = FindStale(layout, version);
        foreach (var unit in stale)
            Durable.Copy(SourceOf(layout, version, unit), layout.UnitFile(unit), Durable.Public);
        return stale;
    }

    private static string SourceOf(AopsLayout layout, string version, string unit) =>
        Path.Combine(layout.SlotUnits(version), unit);

    private static bool IsStale(string installed, string source) =>
        File.Exists(source)
        && new FileInfo(installed) is { Exists: true, LinkTarget: null }
        && !File.ReadAllBytes(installed).AsSpan().SequenceEqual(File.ReadAllBytes(source));
}
