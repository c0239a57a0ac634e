using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Systemd.Client;

namespace Aops.Systemd.Files;

/// <summary>
/// Unit files of the suite, compared with those of the slot that they were copied from. An installation writes them
/// to <c>/etc/systemd/system</c>. A package of the distribution has its own in <c>/usr</c>; then a file is written
/// to <c>/etc</c> only while the package's is missing.
/// </summary>
public static class InstalledUnits
{
    // Where systemd looks, and packages put theirs (systemd.unit(5)).
    private static readonly string[] PackageFolders =
        ["usr/local/lib/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"];

    private const string Wants = "etc/systemd/system/multi-user.target.wants";

    /// <summary>Units that systemd starts at boot.</summary>
    public static IReadOnlyList<string> Pair { get; } = [UnitNames.Of(Role.Spa), UnitNames.Of(Role.Spm)];

    /// <summary>Finds the file of a unit.</summary>
    /// <returns>Its path; null where there is none.</returns>
    public static string? Find(AopsLayout layout, string unit) =>
        new[] { layout.UnitFile(unit) }.Concat(OfPackage(layout, unit)).FirstOrDefault(File.Exists);

    /// <summary>Whether systemd manages the pair, according to a mark, a unit file or a link of a target.</summary>
    public static bool IsRegistered(AopsLayout layout) =>
        File.Exists(layout.UnitsMark)
        || Pair.Any(unit => Find(layout, unit) is not null || IsLink(WantsLink(layout, unit)));

    /// <summary>Whether both units are started at boot.</summary>
    public static bool AreEnabled(AopsLayout layout) => Pair.All(unit => IsLink(WantsLink(layout, unit)));

    /// <summary>The link that has a unit started at boot.</summary>
    public static string WantsLink(AopsLayout layout, string unit) => Path.Combine(layout.Root, Wants, unit);

    /// <summary>Whether a file is missing; names alone are looked at.</summary>
    public static bool IsAnyMissing(AopsLayout layout) =>
        UnitNames.Files.Any(unit => Find(layout, unit) is null && !IsLink(layout.UnitFile(unit)));

    /// <summary>Finds unit files that are not those of a version.</summary>
    /// <returns>The faults; one that an operator has masked or linked is none.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<UnitFileFault> FindFaults(AopsLayout layout, string version) =>
        [.. UnitNames.Files.Select(unit => FaultOf(layout, version, unit)).OfType<UnitFileFault>()];

    /// <summary>Writes files that are missing or differ, and deletes those that a package provides again.</summary>
    /// <param name="version">The version that they come from.</param>
    /// <returns>The faults that were repaired; systemd must reload afterwards.</returns>
    /// <exception cref="IOException">A file cannot be written; it keeps its old content.</exception>
    public static IReadOnlyList<UnitFileFault> Renew(AopsLayout layout, string version)
    {
        var faults = FindFaults(layout, version);
        foreach (var fault in faults)
        {
            if (fault.Kind == UnitFileFaultKind.Surplus) AtomicFile.Delete(fault.Path);
            else AtomicFile.Copy(SourceOf(layout, version, fault.Unit), fault.Path, AtomicFile.Public);
        }
        return faults;
    }

    private static UnitFileFault? FaultOf(AopsLayout layout, string version, string unit)
    {
        var (own, source) = (new FileInfo(layout.UnitFile(unit)), SourceOf(layout, version, unit));
        if (!File.Exists(source) || own.LinkTarget is not null) return null;
        var isPackaged = OfPackage(layout, unit).Any(File.Exists);
        if (!own.Exists) return isPackaged ? null : new(unit, own.FullName, UnitFileFaultKind.Missing);
        if (!File.ReadAllBytes(own.FullName).AsSpan().SequenceEqual(File.ReadAllBytes(source)))
            return new(unit, own.FullName, UnitFileFaultKind.Changed);
        return isPackaged ? new(unit, own.FullName, UnitFileFaultKind.Surplus) : null;
    }

    private static string SourceOf(AopsLayout layout, string version, string unit) =>
        Path.Combine(layout.SlotUnits(version), unit);

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static IEnumerable<string> OfPackage(AopsLayout layout, string unit) =>
        PackageFolders.Select(folder => Path.Combine(layout.Root, folder, unit));
}
