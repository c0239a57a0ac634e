using System.Globalization;
using Aops.Native.Programs;

namespace Aops.Server.Alerts;

/// <summary>What is found of a rule that looks at hosts, as one sentence.</summary>
internal static class HostSentence
{
    /// <summary>The sentence.</summary>
    /// <param name="silenced">Hosts that silences leave out.</param>
    public static string Of(AlertRule rule, HostCounts counts, long silenced)
    {
        var more = rule.Rise > TimeSpan.Zero ? " more" : "";
        var within = rule.Rise > TimeSpan.Zero ? $" than were the fewest within {Time(rule.Rise)}" : "";
        var hosts = counts.Hosts == 1 ? "host is" : "hosts are";
        var query = $"\"{PlainText.Cut(rule.Q, FleetLimits.QueryCharsTold)}\"";
        var text = rule.IsShare
            ? string.Create(CultureInfo.InvariantCulture,
                $"{counts.Hosts:#,0} of {counts.Of:#,0} hosts ({Percent(counts):0.#} %){more} are of {query}{within}") +
                $"; the threshold is {rule.Threshold} %."
            : string.Create(CultureInfo.InvariantCulture,
                $"{counts.Hosts:#,0}{more} {hosts} of {query}{within}; the threshold is {rule.Threshold:#,0}.");
        return silenced > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{text} {silenced:#,0} of them are silenced.")
            : text;
    }

    /// <summary>The share, in percent; 0 of no hosts.</summary>
    public static double Percent(HostCounts counts) =>
        counts.Of == 0 ? 0 : Math.Round(100.0 * counts.Hosts / counts.Of, 1);

    private static string Time(TimeSpan time) => time.TotalHours >= 1 && time.Minutes == 0 && time.Seconds == 0
        ? $"{time.TotalHours:0} h"
        : time.Seconds == 0 ? $"{time.TotalMinutes:0} min" : $"{time.TotalSeconds:0} s";
}
