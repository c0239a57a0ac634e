using System.Globalization;

namespace Aops.HostMetrics;

/// <summary>Settings, from the environment.</summary>
/// <param name="Interval">Time between two reports: <c>INTERVAL_SECONDS</c>, 1 to 60, 10 by default; the liveness probe allows 180.</param>
internal sealed record MetricsOptions(TimeSpan Interval)
{
    internal const string IntervalVariable = "INTERVAL_SECONDS";
    private const int DefaultSeconds = 10;
    private const int SecondsMax = 60;

    /// <summary>Reads the settings.</summary>
    /// <param name="variable">Returns the value of a variable, or null.</param>
    /// <param name="fault">A sentence if a value is refused and the default is used; otherwise null.</param>
    internal static MetricsOptions Read(Func<string, string?> variable, out string? fault)
    {
        fault = null;
        var text = variable(IntervalVariable);
        if (string.IsNullOrEmpty(text)) return new(TimeSpan.FromSeconds(DefaultSeconds));
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 1 and <= SecondsMax)
        {
            return new(TimeSpan.FromSeconds(seconds));
        }
        fault = $"{IntervalVariable} is '{text}', and must be a number of 1 to {SecondsMax}; "
            + $"measuring every {DefaultSeconds} s";
        return new(TimeSpan.FromSeconds(DefaultSeconds));
    }
}
