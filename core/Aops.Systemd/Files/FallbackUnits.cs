using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Systemd.Files;

/// <summary>
/// Unit files in <c>/run/systemd/system.control</c>, which systemd prefers to those of <c>/etc</c> and <c>/usr</c>: what
/// a half is started by while its own file is missing or damaged and cannot be written from where that is seen. They are
/// copies of the slot's, with all of its settings; the next boot knows none of them.
/// </summary>
public static class FallbackUnits
{
    /// <summary>The folder, below the root.</summary>
    internal const string Folder = "run/systemd/system.control";

    /// <summary>Writes one.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="unit">The unit.</param>
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

    /// <summary>Those that are in force.</summary>
    /// <param name="layout">The root.</param>
    /// <returns>Names of units.</returns>
    public static IReadOnlyList<string> Find(AopsLayout layout) =>
        [.. UnitNames.Files.Where(unit => File.Exists(FileOf(layout, unit)))];

    /// <summary>Deletes those whose own files are as a version has them.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="version">The version.</param>
    /// <returns>Names of units; systemd drops them when it is told to read its files again.</returns>
    /// <exception cref="IOException">One cannot be deleted.</exception>
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
    /// <param name="layout">The root.</param>
    /// <param name="unit">The unit.</param>
    public static string FileOf(AopsLayout layout, string unit) => Path.Combine(layout.Root, Folder, unit);
}
