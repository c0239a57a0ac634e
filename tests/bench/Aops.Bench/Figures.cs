using System.Globalization;

namespace Aops.Bench;

/// <summary>Times of one kind, and their percentiles.</summary>
internal sealed class Figures(string name)
{
    private readonly List<double> _milliseconds = [];

    public string Name => name;

    public int Count => _milliseconds.Count;

    /// <summary>The longest, in milliseconds.</summary>
    public double Max => _milliseconds.Max();

    /// <summary>The median, in milliseconds.</summary>
    public double Median => At(0.5);

    public void Add(double milliseconds) => _milliseconds.Add(milliseconds);

    /// <summary>One row of a table in Markdown: name, count, p50, p99 and max, in milliseconds.</summary>
    public string ToRow() =>
        _milliseconds.Count == 0
            ? $"| {name} | 0 | | | |"
            : string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {Count} | {At(0.5):0.00} | {At(0.99):0.00} | {Max:0.00} |");

    /// <summary>A percentile by nearest rank: a value that was measured, never one between two.</summary>
    public double At(double share)
    {
        var sorted = _milliseconds.Order().ToList();
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
