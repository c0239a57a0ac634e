using System.Globalization;

namespace Aops.Supervision.Bench;

/// <summary>Percentiles of times in nanoseconds, by nearest rank: each is a time that was measured.</summary>
internal sealed class Figures(string name)
{
    private readonly List<long> _nanoseconds = [];

    public double P50 => At(0.5);

    public double P99 => At(0.99);

    public void Add(long nanoseconds) => _nanoseconds.Add(nanoseconds);

    /// <summary>One row of a table in Markdown, in milliseconds.</summary>
    public string ToRow() => string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {_nanoseconds.Count} | {P50:0.00} | {P99:0.00} | {At(1):0.00} |");

    private double At(double share)
    {
        var sorted = _nanoseconds.Order().ToList();
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)] / 1e6;
    }
}
