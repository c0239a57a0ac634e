using Aops.Contracts;
using Aops.Native.Files;
using Aops.Systemd;

namespace Aops.AgentService.Services;

/// <summary>
/// Files of the units. An installation writes them to <c>/etc/systemd/system</c>, which is there whenever systemd is;
/// a package of the distribution brings its own, and then those are left to it.
/// </summary>
internal static class UnitFiles
{
    // Where systemd looks, and packages put theirs (systemd.unit(5)).
    private static readonly string[] PackageFolders =
        ["usr/local/lib/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"];

    /// <summary>Finds the file of a unit.</summary>
    /// <returns>Its path, or null.</returns>
    internal static string? Find(AopsLayout layout, string unit) =>
        new[] { layout.UnitFile(unit) }.Concat(OfPackage(layout, unit)).FirstOrDefault(File.Exists);

    /// <summary>Writes the units of a slot, where no package has brought them.</summary>
    /// <returns>Units that the slot lacks.</returns>
    internal static IReadOnlyList<string> Write(AopsLayout layout, string version)
    {
        var missing = new List<string>();
        foreach (var unit in UnitNames.Files)
        {
            if (OfPackage(layout, unit).Any(File.Exists)) continue;
            var source = Path.Combine(layout.SlotUnits(version), unit);
            if (File.Exists(source)) Durable.Copy(source, layout.UnitFile(unit), Durable.Public);
            else missing.Add(unit);
        }
        return missing;
    }

    /// <summary>Deletes what <see cref="Write"/> wrote, and the drop-ins of an operator with it.</summary>
    internal static void Delete(AopsLayout layout)
    {
        foreach (var unit in UnitNames.Files)
        {
            Durable.Delete(layout.UnitFile(unit));
            FileTree.Delete(layout.UnitFile(unit) + ".d");
        }
    }

    private static IEnumerable<string> OfPackage(AopsLayout layout, string unit) =>
        PackageFolders.Select(folder => Path.Combine(layout.Root, folder, unit));
}
