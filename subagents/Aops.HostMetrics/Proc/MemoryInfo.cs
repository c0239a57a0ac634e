using System.Globalization;

namespace Aops.HostMetrics.Proc;

/// <summary>What <c>/proc/meminfo</c> says (proc(5)), in bytes.</summary>
/// <param name="TotalBytes">MemTotal.</param>
/// <param name="AvailableBytes">MemAvailable; before Linux 3.14, free memory and caches.</param>
internal readonly record struct MemoryInfo(long TotalBytes, long AvailableBytes)
{
    internal const string Path = "/proc/meminfo";

    /// <summary>Parses the content of the file.</summary>
    /// <exception cref="FormatException">It has no MemTotal.</exception>
    internal static MemoryInfo Parse(string text)
    {
        long? total = null, available = null;
        var spare = 0L;
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':');
            if (colon < 0) continue;
            switch (line[..colon])
            {
                case "MemTotal": total = Bytes(line, colon); break;
                case "MemAvailable": available = Bytes(line, colon); break;
                case "MemFree" or "Buffers" or "Cached": spare += Bytes(line, colon); break;
            }
        }
        return total is { } all
            ? new(all, available ?? spare)
            : throw new FormatException($"{Path} has no line 'MemTotal'");
    }

    // "MemTotal:        8039764 kB", where kB means 1024 bytes.
    private static long Bytes(string line, int colon)
    {
        var number = line.AsSpan(colon + 1).Trim();
        var unit = number.IndexOf(' ');
        if (unit >= 0) number = number[..unit];
        return long.Parse(number, CultureInfo.InvariantCulture) * 1024;
    }
}
