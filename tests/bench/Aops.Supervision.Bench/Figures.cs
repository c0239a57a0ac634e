using System.Globalization;

namespace Aops.Supervision.Bench;

/// <summary>Percentiles of times in nanoseconds.</summary>
internal static class Figures
{
    public static string Of(IEnumerable<long> nanoseconds)
    {
        var sorted = nanoseconds.Order().ToArray();
        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))] / 1e6;
        return string.Create(CultureInfo.InvariantCulture,
            $"n {sorted.Length}  p50 {At(0.5):0.00} ms  p99 {At(0.99):0.00} ms  max {At(1):0.00} ms");
    }
}
