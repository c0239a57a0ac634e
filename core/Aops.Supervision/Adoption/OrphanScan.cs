using System.Text;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Adoption;

/// <summary>A sub-agent's process, found in <c>/proc</c>.</summary>
/// <param name="IsLeader">Whether it leads a session, as every process does that a supervisor started.</param>
/// <param name="Version">The version that it was started with.</param>
/// <param name="IsOfSlot">Whether it executes a program from the sub-agent's slots.</param>
internal readonly record struct FoundProcess(
    ProcessIdentity Process, int ParentPid, bool IsLeader, string? Version, bool IsOfSlot);

/// <summary>
/// Finds the processes of sub-agents by their environment, each verified by <see cref="SubAgentProof"/>. It
/// prevents a second copy of a sub-agent even if its checkpoint is lost.
/// </summary>
internal static class OrphanScan
{
    /// <summary>All processes of sub-agents below one root, by name, oldest first.</summary>
    /// <exception cref="IOException">
    /// No descriptor or memory is left, so the result would be incomplete.
    /// </exception>
    public static Dictionary<string, List<FoundProcess>> Find(AopsLayout layout)
    {
        var found = new Dictionary<string, List<FoundProcess>>();
        var proofs = new Dictionary<string, ProcessProof>();
        var buffer = new byte[ProcEnvironment.UsualBytes];
        foreach (var (pid, stat) in ProcStat.ReadAll())
        {
            // A pair started from inside a sub-agent inherits its AOPS_ variables but is not a sub-agent.
            if (!stat.IsAlive || pid == Environment.ProcessId) continue;
            if (Parse(ProcEnvironment.Read(pid, ref buffer)) is not { } variables) continue;
            if (NameOf(layout, variables) is not { } name) continue;
            if (!proofs.TryGetValue(name, out var proof)) proofs[name] = proof = SubAgentProof.Of(layout, name);
            if (!SubAgentProof.Holds(proof, name, pid, variables.GetValueOrDefault(SubAgentEnvironment.Mark))) continue;
            if (!found.TryGetValue(name, out var processes)) found[name] = processes = [];
            processes.Add(new(
                new(pid, stat.StartTicks), stat.ParentPid, stat.Session == pid,
                variables.GetValueOrDefault(SubAgentEnvironment.Version), proof.IsOfFolder(pid)));
        }
        foreach (var processes in found.Values)
            processes.Sort((a, b) => Age(a).CompareTo(Age(b)));
        return found;
    }

    /// <summary>
    /// The process that a supervisor started: the oldest session leader whose parent is not another process of the
    /// sub-agent.
    /// </summary>
    public static FoundProcess? Leader(IReadOnlyList<FoundProcess> processes) =>
        Roots(processes).Where(p => p.IsLeader).Select(p => (FoundProcess?)p).FirstOrDefault();

    /// <summary>
    /// The daemon that a forking start has left: the oldest session leader or, after a second fork, whose child
    /// leads no session, the oldest process whose parent is not another process of the sub-agent.
    /// </summary>
    public static FoundProcess? Daemon(IReadOnlyList<FoundProcess> processes) =>
        Leader(processes) ?? Roots(processes).Select(p => (FoundProcess?)p).FirstOrDefault();

    /// <summary>
    /// Whether the process that a sub-agent's pid file names belongs to the sub-agent. If it has cleared its
    /// environment, its user is the only evidence.
    /// </summary>
    /// <param name="name">The sub-agent.</param>
    /// <exception cref="IOException">No descriptor or memory is left.</exception>
    public static bool Belongs(AopsLayout layout, string name, int pid)
    {
        var buffer = new byte[ProcEnvironment.UsualBytes];
        var bytes = ProcEnvironment.Read(pid, ref buffer);
        var proof = SubAgentProof.Of(layout, name);
        if (bytes.IsEmpty)
        {
            return ProcessOrigin.SharesPids(pid)
                && ProcCredentials.TryRead(pid)?.Are(proof.UserId, proof.GroupId) == true;
        }
        return Parse(bytes) is { } variables && NameOf(layout, variables) == name
            && SubAgentProof.Holds(proof, name, pid, variables.GetValueOrDefault(SubAgentEnvironment.Mark));
    }

    /// <summary>
    /// Whether a sub-agent that has just ended left processes behind, judged by the orphans of this process only,
    /// which is quick. Processes of its own group do not count.
    /// </summary>
    /// <param name="name">The sub-agent.</param>
    /// <param name="leader">The process that has ended.</param>
    public static bool HasLeft(AopsLayout layout, string name, int leader)
    {
        try
        {
            if (Orphans.Candidates() is not { } candidates) return true;
            var buffer = candidates.Count > 0 ? new byte[ProcEnvironment.UsualBytes] : [];
            return candidates.Exists(pid =>
                pid != leader && ProcStat.Read(pid) is { IsAlive: true } stat && stat.ProcessGroup != leader
                && Parse(ProcEnvironment.Read(pid, ref buffer)) is { } variables && NameOf(layout, variables) == name);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static IEnumerable<FoundProcess> Roots(IReadOnlyList<FoundProcess> processes)
    {
        var pids = processes.Select(p => p.Process.Pid).ToHashSet();
        return processes.Where(p => !pids.Contains(p.ParentPid));
    }

    private static (long, int) Age(FoundProcess found) => (found.Process.StartTicks, found.Process.Pid);

    private static string? NameOf(AopsLayout layout, Dictionary<string, string> variables) =>
        variables.TryGetValue(SubAgentEnvironment.Name, out var name) && Names.IsValid(name)
        && variables.GetValueOrDefault(SubAgentEnvironment.StateDirectory) == LaunchPlan.DataOf(layout, name)
            ? name
            : null;

    private static Dictionary<string, string>? Parse(ReadOnlySpan<byte> bytes)
    {
        // Most processes of a host are not sub-agents, so search the bytes before parsing them.
        if (bytes.IndexOf("AOPS_SUBAGENT="u8) < 0) return null;
        var variables = new Dictionary<string, string>();
        foreach (var entry in Encoding.UTF8.GetString(bytes).Split('\0'))
        {
            if (entry.IndexOf('=') is > 0 and var equals) variables[entry[..equals]] = entry[(equals + 1)..];
        }
        return variables;
    }
}
