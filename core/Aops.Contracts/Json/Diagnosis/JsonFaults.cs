using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aops.Contracts.Json.Diagnosis;

/// <summary>
/// The one place where faults of JSON become sentences for operators. What the serializer itself says names types of this
/// program, counts lines from 0 and stops at the first fault.
/// </summary>
public static class JsonFaults
{
    private const int SentencesMax = 8;
    private const int FaultsMax = 64;

    /// <summary>Compares a document with its contract.</summary>
    /// <param name="json">The document, UTF-8.</param>
    /// <param name="contract">The contract.</param>
    /// <returns>
    /// Every fault, also members that a reader ignores, in the order of the document; at most 64. A text that is not JSON has one.
    /// </returns>
    public static IReadOnlyList<JsonFault> Find(ReadOnlySpan<byte> json, JsonTypeInfo contract)
    {
        var walk = new JsonWalk(json, contract.Options.MaxDepth, FaultsMax);
        try
        {
            return walk.Run(contract);
        }
        catch (JsonException e)
        {
            return [JsonSyntax.FaultOf(json, e)];
        }
    }

    /// <summary>Says why a document could not be read.</summary>
    /// <param name="json">The document, UTF-8.</param>
    /// <param name="contract">The contract that it was read by.</param>
    /// <param name="exception">What the reader threw.</param>
    /// <returns>A clause with every fault that prevents reading; a member that is ignored only beside a missing one.</returns>
    public static string Explain(ReadOnlySpan<byte> json, JsonTypeInfo contract, JsonException exception)
    {
        var all = Find(json, contract);
        var isMissing = all.Any(fault => fault.Kind == JsonFaultKind.Missing);
        var told = all.Where(fault => fault.Kind is not JsonFaultKind.Repeated
            && (isMissing || fault.Kind != JsonFaultKind.Unknown)).ToList();
        return told.Count == 0 ? Explain(exception) : Join(told);
    }

    /// <summary>Says why a text could not be read, for readers that follow no contract.</summary>
    /// <param name="json">The text, UTF-8.</param>
    /// <param name="exception">What the reader threw.</param>
    public static string Explain(ReadOnlySpan<byte> json, JsonException exception)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            return JsonSyntax.FaultOf(json, e).ToString();
        }
        return Explain(exception);
    }

    /// <summary>Says why a document could not be read, where the text is not at hand.</summary>
    /// <param name="exception">What the reader threw: a fault of JSON, or any other, whose own message is taken.</param>
    public static string Explain(Exception exception)
    {
        if (exception is not JsonException json) return exception.Message;
        // Thrown by code of this suite, outside of the serializer.
        if (json.Path is null && json.LineNumber is null) return json.Message;
        var line = json.LineNumber is { } number ? $" in line {number + 1}" : "";
        var path = JsonPath.OfSerializer(json.Path);
        return path.Length > 0
            ? $"the value of {path}{line} cannot be used"
            : $"it is not the JSON that is expected{line}";
    }

    /// <summary>Joins faults to one clause; of many the first ones.</summary>
    public static string Join(IReadOnlyList<JsonFault> faults)
    {
        var sentence = string.Join("; ", faults.Take(SentencesMax));
        return faults.Count <= SentencesMax ? sentence : $"{sentence}; and {faults.Count - SentencesMax} more";
    }
}
