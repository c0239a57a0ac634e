namespace Aops.Supervision.Children;

/// <summary>What is done when a child has ended, before its owner is told.</summary>
/// <param name="KillsGroup">Whether its process group is killed.</param>
/// <param name="Sweep">Kills its processes in other sessions and calls back; null to leave them.</param>
/// <param name="MayHaveLeft">
/// Whether one that ended by itself, whose pid is given, may have left any; null if that is to be taken for granted. It must
/// be quick: a restart waits for it.
/// </param>
internal readonly record struct ExitCleanup(bool KillsGroup, Action<Action>? Sweep, Func<int, bool>? MayHaveLeft)
{
    /// <summary>Of a program that starts a daemon: all goes on.</summary>
    public static ExitCleanup OfStarter => new(KillsGroup: false, Sweep: null, MayHaveLeft: null);
}
