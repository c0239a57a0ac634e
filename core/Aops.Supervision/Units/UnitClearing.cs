using Aops.Native.Processes;
using Aops.Systemd.Client;

namespace Aops.Supervision.Units;

/// <summary>
/// Makes the name of a unit free: what the main process left behind ends with it. A main process that runs is asked to
/// end by a stop, as its own settings say, and never killed at once. On the queue, look by look.
/// </summary>
/// <param name="unit">The unit.</param>
internal sealed class UnitClearing(string unit)
{
    private bool _isStopped;

    /// <summary>Goes on as far as it goes without a wait.</summary>
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
