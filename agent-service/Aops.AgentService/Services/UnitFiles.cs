using Aops.Layout;
using Aops.Native.Files;
using Aops.Systemd.Client;
using Aops.Systemd.Files;

namespace Aops.AgentService.Services;

/// <summary>
/// The unit files of the pair. An installation writes them to <c>/etc/systemd/system</c>, which exists
/// wherever systemd runs; if a package of the distribution brings its own, they are left to it.
/// </summary>
internal static class UnitFiles
{
    /// <summary>Writes the units of a slot, unless a package has brought them.</summary>
    /// <returns>Units for which there is no file.</returns>
    internal static IReadOnlyList<string> Write(AopsLayout layout, string version)
    {
        InstalledUnits.Renew(layout, version);
        FallbackUnits.Drop(layout, version);
        AtomicFile.Write(layout.UnitsMark, "systemd runs the pair\n");
        return [.. UnitNames.Files.Where(unit => InstalledUnits.Find(layout, unit) is null)];
    }

    /// <summary>Deletes the files of <see cref="Write"/>, and the drop-ins of an operator with them.</summary>
    internal static void Delete(AopsLayout layout)
    {
        foreach (var bypass in DropInBypass.Find(layout)) bypass.Lift();
        foreach (var unit in UnitNames.Files)
        {
            AtomicFile.Delete(layout.UnitFile(unit));
            AtomicFile.Delete(FallbackUnits.FileOf(layout, unit));
            FileTree.Delete(layout.UnitFile(unit) + ".d");
        }
        foreach (var unit in InstalledUnits.Pair) AtomicFile.Delete(InstalledUnits.WantsLink(layout, unit));
        AtomicFile.Delete(layout.UnitsMark);
    }
}
