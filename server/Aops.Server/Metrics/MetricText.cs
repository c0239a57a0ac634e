using System.Globalization;
using System.Text;

namespace Aops.Server.Metrics;

/// <summary>
/// Writes metrics in the text format of Prometheus, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/): each family with its help and its type before its samples.
/// </summary>
internal sealed class MetricText
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>Writes a number that may go up and down.</summary>
    public void Gauge(string name, string help, double value) => Family(name, "gauge", help).Sample(name, "", value);

    /// <summary>Writes a number that only grows; its name ends with <c>_total</c>.</summary>
    public void Counter(string name, string help, double value) =>
        Family(name, "counter", help).Sample(name, "", value);

    /// <summary>Writes numbers by the value of a label.</summary>
    /// <param name="type">gauge or counter.</param>
    public void ByLabel(
        string name, string type, string help, string label, IEnumerable<(string Value, double Number)> samples)
    {
        Family(name, type, help);
        foreach (var (value, number) in samples) Sample(name, Label(label, value), number);
    }

    /// <summary>Writes numbers by the values of several labels.</summary>
    /// <param name="type">gauge or counter.</param>
    public void ByLabels(
        string name, string type, string help,
        IEnumerable<(IReadOnlyList<(string Label, string Value)> Labels, double Number)> samples)
    {
        Family(name, type, help);
        foreach (var (labels, number) in samples) Sample(name, Labels(labels), number);
    }

    /// <summary>Writes a constant 1 whose labels are what is of interest.</summary>
    public void Info(string name, string help, params (string Label, string Value)[] labels) =>
        Family(name, "gauge", help).Sample(name, Labels(labels), 1);

    /// <summary>Writes how often something took how long; its name ends with <c>_seconds</c>.</summary>
    public void Histogram(string name, string help, Measures.Histogram histogram)
    {
        Family(name, "histogram", help);
        var counts = histogram.Cumulate();
        for (var index = 0; index < counts.Count; index++)
        {
            var bound = index < Measures.Histogram.Bounds.Count ? Number(Measures.Histogram.Bounds[index]) : "+Inf";
            Sample($"{name}_bucket", Label("le", bound), counts[index]);
        }
        Sample($"{name}_sum", "", histogram.Sum);
        Sample($"{name}_count", "", counts[^1]);
    }

    public override string ToString() => _text.ToString();

    private MetricText Family(string name, string type, string help)
    {
        var line = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {line}\n# TYPE {name} {type}\n");
        return this;
    }

    private void Sample(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0) _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Labels(IReadOnlyList<(string Label, string Value)> labels) =>
        string.Join(',', labels.Select(each => Label(each.Label, each.Value)));

    private static string Label(string name, string value)
    {
        var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return $"{name}=\"{escaped}\"";
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
