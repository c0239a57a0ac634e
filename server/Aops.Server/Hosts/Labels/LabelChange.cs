using System.Text.Json;
using Aops.Query;
using Aops.Server.Http;

namespace Aops.Server.Hosts.Labels;

/// <summary>Labels to set, and, with null, to remove: a JSON merge patch (RFC 7386) of a host's labels.</summary>
internal sealed record LabelChange(IReadOnlyDictionary<string, string?> Labels)
{
    /// <summary>Whether it changes any of these labels.</summary>
    public bool Changes(IReadOnlyDictionary<string, string> labels) =>
        Labels.Any(change => labels.GetValueOrDefault(change.Key) != change.Value);

    /// <summary>Number of labels afterwards.</summary>
    public int CountAfter(IReadOnlyDictionary<string, string> labels) => Over(labels).Count;

    /// <summary>The labels afterwards.</summary>
    public SortedDictionary<string, string> Over(IReadOnlyDictionary<string, string> labels)
    {
        var after = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in labels) after[name] = value;
        foreach (var (name, value) in Labels)
        {
            if (value is null) after.Remove(name);
            else after[name] = value;
        }
        return after;
    }

    /// <summary>The change as text for an event.</summary>
    public string Describe() => string.Join(", ", Labels.OrderBy(change => change.Key, StringComparer.Ordinal)
        .Select(change => change.Value is null ? $"{change.Key} removed" : $"{change.Key}={change.Value}"));

    /// <summary>It as an operation stores it.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(new Dictionary<string, string?>(Labels), ServerJson.Default.DictionaryStringString);

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    public static LabelChange OfJson(string text) =>
        new(JsonSerializer.Deserialize(text, ServerJson.Default.DictionaryStringString)!);

    /// <summary>Validates labels of a request.</summary>
    /// <param name="labels">Names and values; null removes a label.</param>
    /// <param name="field">Their place in the body.</param>
    /// <param name="errors">Receives the faults.</param>
    public static void Validate(IReadOnlyDictionary<string, string?> labels, string field, FieldErrors errors)
    {
        if (labels.Count > QueryLimits.LabelsMax) errors.Add(field, $"has at most {QueryLimits.LabelsMax} labels");
        foreach (var (name, value) in labels.Take(QueryLimits.LabelsMax))
        {
            if (!LabelSyntax.IsName(name)) errors.Add(field, $"the name of a label has {LabelSyntax.NameRule}");
            else if (value is not null && !LabelSyntax.IsValue(value))
                errors.Add($"{field}.{name}", $"the value of a label has {LabelSyntax.ValueRule}");
        }
    }
}
