namespace Aops.Native.Processes;

/// <summary>
/// All processes below this one, in whatever session, for a process that collects <see cref="Orphans"/>.
/// </summary>
public static class Descendants
{
    /// <summary>Signals every descendant that is alive, and the process groups that they are in.</summary>
    /// <param name="signal">The signal.</param>
    /// <returns>Number of descendants that are alive.</returns>
    /// <exception cref="IOException">No descriptor or memory is left to find them.</exception>
    public static int Signal(int signal)
    {
        var found = Find();
        var own = ProcStat.TryRead(Environment.ProcessId)?.ProcessGroup;
        // A group is signalled in one step: a process that forks at this moment has no child that is missed.
        foreach (var group in found.Select(f => f.Stat.ProcessGroup).Distinct())
        {
            if (group > 1 && group != own) TrySend(-group, signal);
        }
        foreach (var (pid, _) in found) TrySend(pid, signal);
        return found.Count;
    }

    private static List<(int Pid, ProcStat Stat)> Find()
    {
        var children = ProcStat.ReadAll().ToLookup(p => p.Stat.ParentPid);
        var found = new List<(int Pid, ProcStat Stat)>();
        var parents = new Queue<int>([Environment.ProcessId]);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var child in children[parent])
            {
                parents.Enqueue(child.Pid);
                if (child.Stat.IsAlive) found.Add(child);
            }
        }
        return found;
    }

    private static void TrySend(int target, int signal)
    {
        try
        {
            Processes.Signal.Send(target, signal);
        }
        catch (PosixException)
        {
            // EPERM: a program of another user, set-user-ID, which this user may not signal.
        }
    }
}
