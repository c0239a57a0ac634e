using System.Globalization;
using Aops.Contracts.SubAgents;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Cgroups;

/// <summary>
/// One controller of control groups and how its limit is set: cgroups(7), and the kernel's cgroup-v1 and cgroup-v2.
/// </summary>
/// <param name="Name">The kernel's name of it.</param>
/// <param name="ReadLimit">Reads its limit from a specification; 0 for none.</param>
/// <param name="OldFiles">Files of version 1 and what is written to each for a limit.</param>
/// <param name="File">File of version 2.</param>
/// <param name="Format">Formats a limit for that file.</param>
internal sealed record CgroupController(
    GroupLimit Limit,
    string Name,
    Func<LimitSpec, long> ReadLimit,
    IReadOnlyList<(string File, Func<long, string> Format)> OldFiles,
    string File,
    Func<long, string> Format)
{
    // 100 ms, the kernel's own default: a percent of it is 1000 µs.
    private const int CpuPeriodMicroseconds = 100_000;

    /// <summary>All that are used.</summary>
    public static IReadOnlyList<CgroupController> All { get; } =
    [
        new(GroupLimit.Cpu, "cpu", limits => limits.CpuQuotaPercent,
            [
                ("cpu.cfs_period_us", _ => Text(CpuPeriodMicroseconds)),
                ("cpu.cfs_quota_us", percent => Text(Quota(percent))),
            ],
            "cpu.max", percent => $"{Quota(percent)} {CpuPeriodMicroseconds}"),
        new(GroupLimit.Memory, "memory", limits => limits.MemoryMaxBytes,
            [("memory.limit_in_bytes", Text)], "memory.max", Text),
        new(GroupLimit.Tasks, "pids", limits => limits.TasksMax, [("pids.max", Text)], "pids.max", Text),
    ];

    /// <summary>The controller of a limit.</summary>
    public static CgroupController Of(GroupLimit limit) => All.First(c => c.Limit == limit);

    private static long Quota(long percent) => percent * CpuPeriodMicroseconds / 100;

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
