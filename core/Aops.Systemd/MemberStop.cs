using Aops.Contracts;
using Aops.Systemd.Client;

namespace Aops.Systemd;

/// <summary>
/// What follows when systemd was told to stop one member of the pair, and nobody said that the suite is to stay down. Its
/// peer starts it again; where the peer is told to stop as well, by a stop of the slice or of both units, nobody would be
/// left to do that, and it asks for its own start before it ends.
/// </summary>
public static class MemberStop
{
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(1);

    /// <summary>Looks, and asks for the start where nobody else would.</summary>
    /// <param name="mine">The member that this process is.</param>
    /// <returns>What follows, as a clause for the log; null where systemd does not run it as a unit.</returns>
    public static string? Resolve(Role mine)
    {
        if (!SystemdHost.IsUnitOf(mine)) return null;
        using var manager = new SystemdClient(SystemdOptions.OneLook(LookTime));
        return Resolve(manager, mine);
    }

    /// <summary>The same, by a connection that is there.</summary>
    internal static string Resolve(SystemdClient manager, Role mine)
    {
        var peer = mine.Peer().ProgramName();
        var byPeer = $"{peer} starts {mine.ProgramName()} again";
        try
        {
            if (MachineEnd.Of(manager) is { } end) return end;
            // A process that was killed has no job: its unit restarts it.
            if (!manager.HasJob(UnitNames.Of(mine))) return byPeer;
            // Jobs are queued one after another: of two members the second one sees the job, or the end, of the first.
            if (manager.Status(UnitNames.Of(mine.Peer())).ActiveState == "active"
                && !manager.HasJob(UnitNames.Of(mine.Peer())))
            {
                return byPeer;
            }
            manager.Start(UnitNames.Of(mine));
            return $"{peer} is stopped too, so systemd was asked to start {mine.ProgramName()} again";
        }
        catch (SystemdException e)
        {
            return $"{byPeer}, unless it is stopped too: systemd cannot be asked ({e.Message})";
        }
    }
}
