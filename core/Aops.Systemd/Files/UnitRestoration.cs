using Aops.Layout;
using Aops.Systemd.Client;

namespace Aops.Systemd.Files;

/// <summary>
/// Makes a unit of the pair startable again: bypasses a refused drop-in, and replaces a missing or damaged file for
/// this boot. It writes only below <c>/run</c>, as spm and spa may.
/// </summary>
/// <param name="manager">systemd.</param>
public sealed class UnitRestoration(AopsLayout layout, SystemdClient manager)
{
    // Each costs a reload of all unit files.
    private const int DropInsMax = 16;

    /// <summary>Restores a unit that is not loaded; if it is loaded, its files are not the cause.</summary>
    /// <param name="reason">systemd's message when the start was requested.</param>
    /// <returns>A sentence for each repair; empty if the unit was loaded, or could not be repaired.</returns>
    /// <exception cref="SystemdException">systemd is not reached.</exception>
    /// <exception cref="System.IO.IOException">A file cannot be written.</exception>
    public IReadOnlyList<string> Restore(string unit, string reason)
    {
        if (manager.Status(unit).IsLoaded) return [];
        if (IsRefused(unit) && Bypass(unit, reason) is { Count: > 0 } bypassed)
            return [.. bypassed.Select(bypass => bypass.Sentence)];
        if (FallbackUnits.Write(layout, unit) is not { } path) return [];
        manager.Reload();
        if (IsRefused(unit) && Bypass(unit, reason) is { Count: > 0 } also)
            return [$"{unit} is started by {path}", .. also.Select(bypass => bypass.Sentence)];
        return manager.Status(unit).IsLoaded ? [$"{unit} has no usable file; it is started by {path}"] : [];
    }

    /// <summary>
    /// Removes bypasses whose drop-ins were edited or deleted; a drop-in that is refused again stays bypassed.
    /// </summary>
    /// <returns>Whether any was removed.</returns>
    /// <exception cref="SystemdException">systemd is not reached.</exception>
    public bool LiftMended()
    {
        var mended = DropInBypass.Find(layout).Where(bypass => bypass.IsMended).ToList();
        if (mended.Count == 0) return false;
        foreach (var bypass in mended) bypass.Lift();
        manager.Reload();
        foreach (var unit in mended.Select(bypass => bypass.Unit).Distinct().Where(IsRefused))
            Bypass(unit, mended.First(bypass => bypass.Unit == unit).Reason);
        return true;
    }

    private bool IsRefused(string unit) => manager.Status(unit).LoadState is "bad-setting" or "error";

    // All drop-ins are bypassed first; then each harmless one is enabled again.
    private List<DropInBypass> Bypass(string unit, string reason)
    {
        var laid = DropInBypass.DropInsOf(layout, unit).Take(DropInsMax)
            .Select(dropIn => DropInBypass.Lay(layout, unit, dropIn, reason)).ToList();
        if (laid.Count == 0) return laid;
        manager.Reload();
        if (IsRefused(unit))
        {
            // The drop-ins are not the cause.
            foreach (var bypass in laid) bypass.Lift();
            manager.Reload();
            return [];
        }
        var culprits = laid.Count == 1 ? laid : [.. laid.Where(bypass => IsCulprit(bypass, reason))];
        if (laid.Count > 1) manager.Reload();
        return culprits;
    }

    private bool IsCulprit(DropInBypass bypass, string reason)
    {
        bypass.Lift();
        manager.Reload();
        if (!IsRefused(bypass.Unit)) return false;
        DropInBypass.Lay(layout, bypass.Unit, bypass.DropIn, reason);
        return true;
    }
}
