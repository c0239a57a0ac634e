namespace Aops.Supervision.Children;

/// <summary>What is done when a child has ended, before its owner is told.</summary>
/// <param name="KillsGroup">Whether its process group is killed.</param>
/// <param name="Sweep">Kills its processes in other sessions and calls back; null to leave them.</param>
/// <param name="SweepsAlways">Whether that is done after every end, or only after one that it was signalled for.</param>
internal readonly record struct ChildEnd(bool KillsGroup, Action<Action>? Sweep, bool SweepsAlways)
{
    /// <summary>Of a program that starts a daemon: all goes on.</summary>
    public static ChildEnd OfStarter => new(KillsGroup: false, Sweep: null, SweepsAlways: false);
}
