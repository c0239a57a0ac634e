using System.Globalization;
using Aops.Native.Processes;

namespace Aops.Supervision;

/// <summary>This boot of the host, and the time since.</summary>
internal static class BootClock
{
    private const double TicksPerSecond = 100;

    /// <summary>Names this boot; another after every boot (proc(5)).</summary>
    public static string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>How long a process has run, whatever the wall clock did meanwhile.</summary>
    public static TimeSpan Age(ProcessIdentity process)
    {
        var uptime = File.ReadAllText("/proc/uptime");
        var seconds = double.Parse(uptime.AsSpan(0, uptime.IndexOf(' ')), CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(Math.Max(0, seconds - process.StartTicks / TicksPerSecond));
    }
}
