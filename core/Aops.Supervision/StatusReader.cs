using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Supervision.Children;

namespace Aops.Supervision;

/// <summary>Adds to a status what only a look at the process and its files can tell.</summary>
internal static class StatusReader
{
    /// <summary>Completes statuses, in the order of their names.</summary>
    public static IReadOnlyList<SubAgentStatus> Complete(AopsLayout layout, IEnumerable<SubAgentStatus> statuses)
    {
        statuses = statuses.ToList();
        // One pass over all processes of the host: not for the sake of sub-agents that do not run.
        var usage = statuses.Any(s => s.Pid is not null) ? SessionUsage.TryRead() ?? [] : [];
        return [.. statuses.OrderBy(s => s.Name, StringComparer.Ordinal).Select(status =>
        {
            var used = status.Pid is { } pid ? SessionUsage.Of(pid, usage) : default;
            var report = ReportFile.Read(LaunchPlan.ReportFileOf(layout, status.Name), out var fault);
            return status with
            {
                RssBytes = used.RssBytes,
                CpuMilliseconds = used.CpuMilliseconds,
                Report = report,
                Fault = status.Fault ?? fault,
            };
        })];
    }
}

/// <summary>What the processes of one session use together.</summary>
/// <param name="RssBytes">Resident memory; what they share counts for each.</param>
/// <param name="CpuMilliseconds">Processor time of those that live.</param>
internal readonly record struct SessionUsage(long RssBytes, long CpuMilliseconds)
{
    /// <summary>What the session of a process uses; a daemon need not lead its own.</summary>
    public static SessionUsage Of(int pid, Dictionary<int, SessionUsage> sessions) =>
        sessions.TryGetValue(pid, out var led) ? led
        : ProcStat.TryRead(pid) is { } stat ? sessions.GetValueOrDefault(stat.Session)
        : default;

    /// <summary>Reads all sessions of this host in one pass; null where no descriptor is left to look with.</summary>
    public static Dictionary<int, SessionUsage>? TryRead()
    {
        var sessions = new Dictionary<int, SessionUsage>();
        try
        {
            foreach (var (_, stat) in ProcStat.ReadAll())
            {
                var sum = sessions.GetValueOrDefault(stat.Session);
                sessions[stat.Session] =
                    new(sum.RssBytes + stat.RssBytes, sum.CpuMilliseconds + stat.CpuMilliseconds);
            }
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
        return sessions;
    }
}
