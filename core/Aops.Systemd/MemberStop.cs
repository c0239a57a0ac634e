using Aops.Contracts;
using Aops.Systemd.Client;

namespace Aops.Systemd;

/// <summary>
/// Decides what follows when systemd was told to stop one member of the pair although no operator has stopped the
/// suite. Its peer restarts it. If the peer is being stopped too, by a stop of the slice or of both units, this
/// member requests its own start before it exits.
/// </summary>
public static class MemberStop
{
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(1);

    /// <summary>Checks, and requests the start if the peer cannot.</summary>
    /// <param name="mine">Role of this process.</param>
    /// <returns>What follows; null if systemd does not run this process as a unit.</returns>
    public static StopConsequence? Resolve(Role mine)
    {
        if (!SystemdHost.IsUnitOf(mine)) return null;
        using var manager = new SystemdClient(SystemdOptions.OneLook(LookTime));
        return Resolve(manager, mine);
    }

    /// <summary>The same, over an existing connection.</summary>
    internal static StopConsequence Resolve(SystemdClient manager, Role mine)
    {
        var peer = mine.Peer().ProgramName();
        var byPeer = new StopConsequence($"{peer} starts {mine.ProgramName()} again");
        try
        {
            if (MachineEnd.Of(manager) is { } end) return new(end, IsMachineEnding: true);
            // A killed process has no job: its unit restarts it.
            if (!manager.HasJob(UnitNames.Of(mine))) return byPeer;
            // Jobs are queued one after another, so the second member to check sees the job, or the end, of the
            // first.
            if (manager.Status(UnitNames.Of(mine.Peer())).ActiveState == "active"
                && !manager.HasJob(UnitNames.Of(mine.Peer())))
            {
                return byPeer;
            }
            manager.Start(UnitNames.Of(mine));
            return new($"{peer} is stopped too, so systemd was asked to start {mine.ProgramName()} again");
        }
        catch (SystemdException e)
        {
            return new($"{byPeer.Clause}, unless it is stopped too: systemd cannot be asked ({e.Message})");
        }
    }
}
