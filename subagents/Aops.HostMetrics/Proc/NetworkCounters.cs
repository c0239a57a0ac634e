using System.Globalization;

namespace Aops.HostMetrics.Proc;

/// <summary>Counters of one line of <c>/proc/net/dev</c> (proc(5)), in bytes since the interface came up.</summary>
/// <param name="ReceivedBytes">Received.</param>
/// <param name="SentBytes">Sent.</param>
internal readonly record struct NetworkCounters(long ReceivedBytes, long SentBytes)
{
    internal const string Path = "/proc/net/dev";

    /// <summary>Most interfaces in one report: a host with many containers has thousands.</summary>
    internal const int InterfacesMax = 64;

    private const int SentField = 8;

    /// <summary>Parses the content of the file: counters by interface, without the loopback.</summary>
    internal static SortedDictionary<string, NetworkCounters> Parse(string text)
    {
        var counters = new SortedDictionary<string, NetworkCounters>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            // Old kernels leave no space behind the colon, and an alias has a colon of its own: "eth0:1:123".
            var colon = line.LastIndexOf(':');
            if (colon < 0) continue;
            var name = line[..colon].Trim();
            var fields = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (name is "lo" || fields.Length <= SentField || counters.Count >= InterfacesMax) continue;
            counters[name] = new(Number(fields[0]), Number(fields[SentField]));
        }
        return counters;
    }

    /// <summary>Bytes a second between two counts; 0 if the counter was reset.</summary>
    internal static double Rate(long earlier, long now, TimeSpan elapsed) =>
        now < earlier || elapsed <= TimeSpan.Zero ? 0 : Math.Round((now - earlier) / elapsed.TotalSeconds, 1);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
