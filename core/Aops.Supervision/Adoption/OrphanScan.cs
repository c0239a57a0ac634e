using System.Text;
using Aops.Contracts;
using Aops.Native.Processes;
using Aops.Supervision.Children;

namespace Aops.Supervision.Adoption;

/// <summary>A process of a sub-agent that was found in <c>/proc</c>.</summary>
/// <param name="Process">The process.</param>
/// <param name="ParentPid">Its parent.</param>
/// <param name="IsLeader">Whether it leads a session, as every process that a supervisor started does.</param>
/// <param name="Version">The version that it was started as.</param>
/// <param name="IsOfSlot">Whether it executes a program of the sub-agent's slots.</param>
internal readonly record struct FoundProcess(
    ProcessIdentity Process, int ParentPid, bool IsLeader, string? Version, bool IsOfSlot);

/// <summary>
/// Finds the processes of sub-agents by their environment, each proved by <see cref="SubAgentProof"/>. State files may
/// be lost; this is why there are never two copies of one all the same.
/// </summary>
internal static class OrphanScan
{
    /// <summary>All processes of sub-agents below one root, by name, oldest first.</summary>
    /// <param name="layout">The root.</param>
    /// <exception cref="IOException">No descriptor or memory is left: there may be more.</exception>
    public static Dictionary<string, List<FoundProcess>> Find(AopsLayout layout)
    {
        var found = new Dictionary<string, List<FoundProcess>>();
        var proofs = new Dictionary<string, ProcessProof>();
        var buffer = new byte[ProcEnvironment.UsualBytes];
        foreach (var (pid, stat) in ProcStat.ReadAll())
        {
            // A pair that was started from within a sub-agent carries the mark, and is none all the same.
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

    /// <summary>The one that a supervisor started: the oldest leader that no other of them has started.</summary>
    public static FoundProcess? Leader(IReadOnlyList<FoundProcess> processes) =>
        Roots(processes).Where(p => p.IsLeader).Select(p => (FoundProcess?)p).FirstOrDefault();

    /// <summary>
    /// The one that a forking start has left: the oldest leader, and after a second fork, whose child leads nothing,
    /// the oldest process that no other of them has started.
    /// </summary>
    public static FoundProcess? Daemon(IReadOnlyList<FoundProcess> processes) =>
        Leader(processes) ?? Roots(processes).Select(p => (FoundProcess?)p).FirstOrDefault();

    /// <summary>
    /// Whether a process that a sub-agent's pid file names is the sub-agent's. One that has cleared its environment has
    /// nothing else to show than whom it runs as.
    /// </summary>
    /// <param name="layout">The root.</param>
    /// <param name="name">The sub-agent.</param>
    /// <param name="pid">The process.</param>
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
    /// Whether a sub-agent that has just ended has left processes behind, as far as orphans of this process tell: a short
    /// look. Those of its own group do not count.
    /// </summary>
    /// <param name="layout">The root.</param>
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
        // Most processes of a host are not ours: look before anything is parsed.
        if (bytes.IndexOf("AOPS_SUBAGENT="u8) < 0) return null;
        var variables = new Dictionary<string, string>();
        foreach (var entry in Encoding.UTF8.GetString(bytes).Split('\0'))
        {
            if (entry.IndexOf('=') is > 0 and var equals) variables[entry[..equals]] = entry[(equals + 1)..];
        }
        return variables;
    }
}
