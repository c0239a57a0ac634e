using Aops.Contracts.SubAgents;

namespace Aops.Specification;

/// <summary>What limits may be, of sub-agents and of runs.</summary>
public static class LimitRule
{
    private const long MemoryBytesMin = 1024 * 1024;

    /// <summary>Lists the faults, each beginning with the field.</summary>
    public static IEnumerable<string> FaultsOf(LimitSpec limits)
    {
        if (limits.MemoryMaxBytes is not (0 or >= MemoryBytesMin))
            yield return $"limits.memoryMaxBytes: {limits.MemoryMaxBytes} is less than 1 MiB";
        if (limits.CpuQuotaPercent is < 0 or > 100_000)
            yield return $"limits.cpuQuotaPercent: {limits.CpuQuotaPercent} is not within 0 to 100000";
        if (limits.TasksMax < 0) yield return $"limits.tasksMax: {limits.TasksMax} is negative";
        if (limits.OpenFilesMax is not (0 or >= 16))
            yield return $"limits.openFilesMax: {limits.OpenFilesMax} is less than 16";
    }
}
