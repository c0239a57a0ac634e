using Aops.Native.Processes;
using Aops.Systemd;

namespace Aops.Supervision.Units;

/// <summary>
/// Frees the name of a unit by ending what its main process left behind. A running main process is stopped by its
/// own settings, never killed at once. On the queue only, one check at a time.
/// </summary>
internal sealed class UnitClearing(string unit)
{
    private bool _isStopped;

    /// <summary>Proceeds as far as possible without waiting.</summary>
    /// <param name="manager">Asks systemd.</param>
    /// <returns>Whether the name is free, or about to be.</returns>
    public bool Go(SystemdClient manager)
    {
        var status = manager.Status(unit);
        if (status.IsLive)
        {
            if (_isStopped) return false;
            _isStopped = true;
            if (status.MainPid == 0) manager.Kill(unit, "all", Signal.SIGKILL);
            manager.Stop(unit);
            return false;
        }
        manager.ResetFailed(unit);
        return true;
    }
}
