using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Supervision.Launching;

namespace Aops.Supervision;

/// <summary>Adds the values to a status that must be read from the process and its files.</summary>
internal static class StatusReader
{
    /// <summary>Completes statuses, sorted by name.</summary>
    public static IReadOnlyList<SubAgentStatus> Complete(AopsLayout layout, IEnumerable<SubAgentStatus> statuses)
    {
        statuses = statuses.ToList();
        // One scan of all processes of the host; skipped if no sub-agent is running.
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

/// <summary>Resource usage of the processes of one session.</summary>
/// <param name="RssBytes">Resident memory; shared pages count for each process.</param>
/// <param name="CpuMilliseconds">CPU time of the running processes.</param>
internal readonly record struct SessionUsage(long RssBytes, long CpuMilliseconds)
{
    /// <summary>Usage of the session of a process; a daemon need not lead its own.</summary>
    public static SessionUsage Of(int pid, Dictionary<int, SessionUsage> sessions) =>
        sessions.TryGetValue(pid, out var led) ? led
        : ProcStat.TryRead(pid) is { } stat ? sessions.GetValueOrDefault(stat.Session)
        : default;

    /// <summary>Reads all sessions of this host in one scan; null if no descriptor is left.</summary>
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
