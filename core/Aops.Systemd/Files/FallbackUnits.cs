using Aops.Layout;
using Aops.Native.Files;
using Aops.Systemd.Client;

namespace Aops.Systemd.Files;

/// <summary>
/// Unit files in <c>/run/systemd/system.control</c>, which take precedence over <c>/etc</c> and <c>/usr</c>. They
/// start a member of the pair while its own unit file is missing or damaged and the process that notices cannot
/// write it. They are complete copies of the slot's files, and are gone after the next boot.
/// </summary>
public static class FallbackUnits
{
    /// <summary>The folder, below the root.</summary>
    internal const string Folder = "run/systemd/system.control";

    /// <summary>Writes one.</summary>
    /// <returns>Its path; null where no slot has the file.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static string? Write(AopsLayout layout, string unit)
    {
        var slots = Directory.Exists(layout.Releases) ? Directory.EnumerateDirectories(layout.Releases) : [];
        var source = slots.Prepend(layout.Current)
            .Select(slot => Path.Combine(slot, "units", unit)).FirstOrDefault(File.Exists);
        if (source is null) return null;
        var path = FileOf(layout, unit);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Copy(source, path, AtomicFile.Public);
        return path;
    }

    /// <summary>The fallback files in force.</summary>
    /// <returns>Names of units.</returns>
    public static IReadOnlyList<string> Find(AopsLayout layout) =>
        [.. UnitNames.Files.Where(unit => File.Exists(FileOf(layout, unit)))];

    /// <summary>Deletes fallback files whose own unit files are those of a version again.</summary>
    /// <returns>Names of units; systemd drops the files at its next reload.</returns>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    public static IReadOnlyList<string> Drop(AopsLayout layout, string version)
    {
        var found = Find(layout);
        if (found.Count == 0) return found;
        var faulty = InstalledUnits.FindFaults(layout, version).Select(fault => fault.Unit).ToHashSet();
        var dropped = found.Where(unit => !faulty.Contains(unit)).ToList();
        foreach (var unit in dropped) AtomicFile.Delete(FileOf(layout, unit));
        return dropped;
    }

    /// <summary>Path of one.</summary>
    public static string FileOf(AopsLayout layout, string unit) => Path.Combine(layout.Root, Folder, unit);
}
