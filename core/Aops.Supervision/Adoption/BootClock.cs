using System.Globalization;
using Aops.Native.Processes;

namespace Aops.Supervision.Adoption;

/// <summary>This boot, and the time since.</summary>
internal static class BootClock
{
    private const double TicksPerSecond = 100;

    /// <summary>Identifies this boot, which does not change during a process.</summary>
    public static BootIdentity Read() => new(
        File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), ProcStat.TryRead(1)?.StartTicks);

    /// <summary>How long a process has been running, independent of changes of the wall clock.</summary>
    public static TimeSpan Age(ProcessIdentity process)
    {
        var uptime = File.ReadAllText("/proc/uptime");
        var seconds = double.Parse(uptime.AsSpan(0, uptime.IndexOf(' ')), CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(Math.Max(0, seconds - process.StartTicks / TicksPerSecond));
    }
}

/// <summary>
/// Identifies a boot. The kernel's boot id (proc(5)) is that of the host in every container, so a container's boot
/// is also identified by the start time of its first process.
/// </summary>
/// <param name="Id">The kernel's <c>boot_id</c>.</param>
/// <param name="InitTicks">
/// Start time of process 1, in clock ticks since the boot of the host; null if it was not readable or not recorded.
/// </param>
internal readonly record struct BootIdentity(string Id, long? InitTicks)
{
    /// <summary>Whether a process of the other boot may still be running in this one.</summary>
    public bool IsSameAs(BootIdentity other) =>
        Id == other.Id && (InitTicks is null || other.InitTicks is null || InitTicks == other.InitTicks);
}
