using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json.Diagnosis;

namespace Aops.Contracts.Wire.Reading;

/// <summary>
/// Reads a message of another party part by part, so that an unreadable part is left out alone. No content makes it
/// throw: neither wrong types and nulls, nor lone surrogates, huge numbers or deep nesting.
/// </summary>
public static class WirePart
{
    /// <summary>Parses a body.</summary>
    /// <param name="body">The bytes; they must not change while the element is used.</param>
    /// <param name="depthMax">Deepest nesting.</param>
    /// <param name="fault">What is wrong with it, if null is returned.</param>
    /// <returns>The members of the object; null if the body is not a JSON object.</returns>
    public static Dictionary<string, JsonElement>? TryParse(ReadOnlyMemory<byte> body, int depthMax, out string fault)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = depthMax });
            fault = "it is no JSON object";
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? Members(root.Clone()) : null;
        }
        catch (JsonException e)
        {
            fault = ShownText.Of(JsonFaults.Explain(body.Span, e), 200);
            return null;
        }
    }

    /// <summary>
    /// The members of an object by name; empty for anything else. The last of two members with one name counts. A
    /// member whose name cannot be read is skipped like an unknown one.
    /// </summary>
    public static Dictionary<string, JsonElement> Members(JsonElement part)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (part.ValueKind != JsonValueKind.Object) return members;
        foreach (var member in part.EnumerateObject())
        {
            try
            {
                members[member.Name] = member.Value;
            }
            catch (InvalidOperationException)
            {
                // The name has a lone surrogate, or bytes that are not UTF-8.
            }
        }
        return members;
    }

    /// <summary>Finds a member that exists and is not null.</summary>
    public static JsonElement? Find(IReadOnlyDictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Reads a string; null for anything else.</summary>
    /// <param name="part">The part; null if it is absent.</param>
    public static string? TryText(JsonElement? part)
    {
        if (part is not { ValueKind: JsonValueKind.String } text) return null;
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads an integer within bounds; null for anything else.</summary>
    /// <param name="part">The part; null if it is absent.</param>
    public static long? TryNumber(JsonElement? part, long min, long max) =>
        part is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value)
        && value >= min && value <= max ? value : null;

    /// <summary>Deserializes a whole message.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="type">The contract.</param>
    /// <returns>The message; null if it does not satisfy the contract.</returns>
    public static T? TryRead<T>(ReadOnlySpan<byte> message, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(message, type);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    /// <summary>Deserializes a part.</summary>
    /// <param name="type">The contract.</param>
    /// <param name="fault">What is wrong, if null is returned.</param>
    /// <returns>The value; null if the part does not satisfy the contract.</returns>
    public static T? TryRead<T>(JsonElement part, JsonTypeInfo<T> type, out string fault)
        where T : class
    {
        fault = "is null";
        try
        {
            return part.Deserialize(type);
        }
        catch (JsonException e)
        {
            fault = $"cannot be read at {ShownText.Of(e.Path ?? "$")}";
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            fault = "cannot be read: it holds text or a number that no value may have";
        }
        return null;
    }

    /// <summary>
    /// Deserializes the valid members of a part. An invalid member is left out; if the contract requires it, its
    /// value comes from the defaults.
    /// </summary>
    /// <param name="type">The contract.</param>
    /// <param name="defaults">The members that the contract requires, as JSON.</param>
    /// <param name="leftOut">Called with the name of each member that is left out.</param>
    public static T Salvage<T>(
        JsonElement part, JsonTypeInfo<T> type, IReadOnlyDictionary<string, string> defaults, Action<string> leftOut)
        where T : class
    {
        if (TryRead(part, type, out _) is { } whole) return whole;
        var good = new Dictionary<string, string>(defaults, StringComparer.Ordinal);
        var read = Read(good, type)!;
        var known = type.Properties.Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in Members(part))
        {
            // Each trial costs a deserialization of the whole part, so members that the contract does not have are
            // skipped.
            if (!known.Contains(name)) continue;
            var before = good.GetValueOrDefault(name);
            if (TryRawText(value) is { } text)
            {
                good[name] = text;
                if (Read(good, type) is { } more)
                {
                    read = more;
                    continue;
                }
            }
            leftOut(name);
            if (before is null) good.Remove(name);
            else good[name] = before;
        }
        foreach (var name in defaults.Keys.Where(name => !Members(part).ContainsKey(name))) leftOut(name);
        return read;
    }

    // Null for bytes that are not UTF-8; the parser accepts those in strings.
    private static string? TryRawText(JsonElement value)
    {
        try
        {
            return value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static T? Read<T>(Dictionary<string, string> members, JsonTypeInfo<T> type)
        where T : class
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in members)
        {
            if (text.Length > 1) text.Append(',');
            text.Append('"').Append(JsonEncodedText.Encode(name).ToString()).Append("\":").Append(value);
        }
        try
        {
            return JsonSerializer.Deserialize(text.Append('}').ToString(), type);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    private static bool IsUnreadable(Exception fault) => fault is JsonException or InvalidOperationException
        or NotSupportedException or FormatException or ArgumentException or OverflowException;
}
