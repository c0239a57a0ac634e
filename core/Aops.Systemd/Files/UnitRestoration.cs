using Aops.Contracts;
using Aops.Systemd.Client;

namespace Aops.Systemd.Files;

/// <summary>
/// Makes a unit of the pair one that systemd starts again: a drop-in that it refuses is bypassed, a file that is missing
/// or damaged is replaced for this boot. It writes below <c>/run</c> alone, where a half may.
/// </summary>
/// <param name="layout">The root.</param>
/// <param name="manager">systemd.</param>
public sealed class UnitRestoration(AopsLayout layout, SystemdClient manager)
{
    // Each costs a reload of all unit files.
    private const int DropInsMax = 16;

    /// <summary>Restores a unit that is not loaded; of one that is, no file is at fault for what was refused.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="reason">What systemd said when it was asked for a start.</param>
    /// <returns>What was done, one sentence each; empty if it was loaded, and if it is not even so.</returns>
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

    /// <summary>Takes bypasses back whose drop-ins were edited or deleted; one that is refused again stays bypassed.</summary>
    /// <returns>Whether any was taken back.</returns>
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

    // All are covered first; then each is uncovered again that does no harm.
    private List<DropInBypass> Bypass(string unit, string reason)
    {
        var laid = DropInBypass.DropInsOf(layout, unit).Take(DropInsMax)
            .Select(dropIn => DropInBypass.Lay(layout, unit, dropIn, reason)).ToList();
        if (laid.Count == 0) return laid;
        manager.Reload();
        if (IsRefused(unit))
        {
            // It is not for them.
            foreach (var bypass in laid) bypass.Lift();
            manager.Reload();
            return [];
        }
        var guilty = laid.Count == 1 ? laid : [.. laid.Where(bypass => IsCulprit(bypass, reason))];
        if (laid.Count > 1) manager.Reload();
        return guilty;
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
