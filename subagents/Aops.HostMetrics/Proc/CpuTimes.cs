using System.Globalization;

namespace Aops.HostMetrics.Proc;

/// <summary>Counters of <c>/proc/stat</c> (proc(5)), in clock ticks since boot over all processors.</summary>
/// <param name="BusyTicks">Time that was not idle.</param>
/// <param name="TotalTicks">All time.</param>
/// <param name="Count">Processors that are online.</param>
internal readonly record struct CpuTimes(long BusyTicks, long TotalTicks, int Count)
{
    internal const string Path = "/proc/stat";

    // user nice system idle iowait irq softirq steal; guest times behind them are already part of user and nice.
    private const int FieldsUsed = 8;
    private const int IdleField = 3;
    private const int IoWaitField = 4;

    /// <summary>Parses the content of the file.</summary>
    /// <exception cref="FormatException">It has no line for all processors.</exception>
    internal static CpuTimes Parse(string text)
    {
        long? total = null;
        var idle = 0L;
        var count = 0;
        foreach (var line in text.Split('\n'))
        {
            if (!line.StartsWith("cpu", StringComparison.Ordinal)) continue;
            if (line.Length > 3 && char.IsAsciiDigit(line[3]))
            {
                count++;
                continue;
            }
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            total = 0;
            for (var i = 0; i < FieldsUsed && i + 1 < fields.Length; i++)
            {
                var ticks = long.Parse(fields[i + 1], CultureInfo.InvariantCulture);
                total += ticks;
                if (i is IdleField or IoWaitField) idle += ticks;
            }
        }
        return total is { } all
            ? new(all - idle, all, Math.Max(1, count))
            : throw new FormatException($"{Path} has no line 'cpu'");
    }

    /// <summary>Use between an earlier reading and this one, 0 to 100 percent.</summary>
    internal double UsedPercentSince(CpuTimes earlier)
    {
        var total = TotalTicks - earlier.TotalTicks;
        if (total <= 0) return 0;
        // iowait may decrease (proc(5)), so the share is clamped.
        return Math.Clamp(100.0 * (BusyTicks - earlier.BusyTicks) / total, 0, 100);
    }
}
