using System.Globalization;

namespace Aops.Bench.Load;

/// <summary>Memory and processor time of another process, from /proc (proc(5)).</summary>
internal static class ProcessFigures
{
    // USER_HZ: 100 on every Linux of today, whatever the kernel's own clock.
    private const long TicksPerSecond = 100;

    /// <summary>Memory of its own, without what is mapped from files, in bytes.</summary>
    public static long AnonymousBytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Processor time that it has used, of all its threads.</summary>
    public static TimeSpan CpuTime(int pid)
    {
        var text = File.ReadAllText($"/proc/{pid}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        // utime and stime are fields 14 and 15; the first here is field 3.
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }
}
