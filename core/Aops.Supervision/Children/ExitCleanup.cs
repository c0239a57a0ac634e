namespace Aops.Supervision.Children;

/// <summary>What to do after a child has ended, before its owner is notified.</summary>
/// <param name="KillsGroup">Whether its process group is killed.</param>
/// <param name="Sweep">Kills its processes in other sessions and calls back; null to leave them.</param>
/// <param name="MayHaveLeft">
/// Whether a child that ended by itself, given by its pid, may have left processes; null to assume so. Must be
/// quick: a restart waits for it.
/// </param>
internal readonly record struct ExitCleanup(bool KillsGroup, Action<Action>? Sweep, Func<int, bool>? MayHaveLeft)
{
    /// <summary>For a program that starts a daemon: every process keeps running.</summary>
    public static ExitCleanup OfStarter => new(KillsGroup: false, Sweep: null, MayHaveLeft: null);
}
