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
internal readonly record struct FoundProcess(
    ProcessIdentity Process, int ParentPid, bool IsLeader, string? Version);

/// <summary>
/// Finds the processes of sub-agents by their environment. State files may be lost; this is why there are never two
/// copies of one all the same.
/// </summary>
internal static class OrphanScan
{
    /// <summary>All processes of sub-agents below one root, by name, oldest first.</summary>
    /// <param name="layout">The root.</param>
    public static Dictionary<string, List<FoundProcess>> Find(AopsLayout layout)
    {
        var found = new Dictionary<string, List<FoundProcess>>();
        foreach (var (pid, stat) in ProcStat.ReadAll())
        {
            if (!stat.IsAlive || ReadEnvironment(pid) is not { } variables) continue;
            if (!variables.TryGetValue(SubAgentEnvironment.Name, out var name) || !Names.IsValid(name)
                || variables.GetValueOrDefault(SubAgentEnvironment.StateDirectory) != LaunchPlan.DataOf(layout, name))
            {
                continue;
            }
            if (!found.TryGetValue(name, out var processes)) found[name] = processes = [];
            processes.Add(new(
                new(pid, stat.StartTicks), stat.ParentPid, stat.Session == pid,
                variables.GetValueOrDefault(SubAgentEnvironment.Version)));
        }
        foreach (var processes in found.Values)
            processes.Sort((a, b) => a.Process.StartTicks.CompareTo(b.Process.StartTicks));
        return found;
    }

    /// <summary>The one that a supervisor started: the oldest leader that no other of them has started.</summary>
    public static FoundProcess? Leader(IReadOnlyList<FoundProcess> processes)
    {
        var pids = processes.Select(p => p.Process.Pid).ToHashSet();
        foreach (var process in processes)
        {
            if (process.IsLeader && !pids.Contains(process.ParentPid)) return process;
        }
        return null;
    }

    private static Dictionary<string, string>? ReadEnvironment(int pid)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes($"/proc/{pid}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        // Most processes of a host are not ours: look before anything is parsed.
        if (bytes.AsSpan().IndexOf("AOPS_SUBAGENT="u8) < 0) return null;
        var variables = new Dictionary<string, string>();
        foreach (var entry in Encoding.UTF8.GetString(bytes).Split('\0'))
        {
            if (entry.IndexOf('=') is > 0 and var equals) variables[entry[..equals]] = entry[(equals + 1)..];
        }
        return variables;
    }
}
