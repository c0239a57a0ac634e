using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aops.Contracts.Wire.Reading;

/// <summary>
/// Reads a message of another party part by part, so that a part that cannot be read is left out by itself. Nothing here
/// throws for the content of a message: neither for wrong types and nulls, nor for lone surrogates, numbers without end
/// or nesting.
/// </summary>
public static class WirePart
{
    /// <summary>Parses a body.</summary>
    /// <param name="body">The bytes; they stay as they are while the element is used.</param>
    /// <param name="depthMax">Deepest nesting.</param>
    /// <param name="fault">What is wrong with it, where nothing is returned.</param>
    /// <returns>The members of the object; null if the body is no JSON object.</returns>
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
            fault = PartFaults.Shown($"it is no JSON: {e.Message}", 200);
            return null;
        }
    }

    /// <summary>
    /// The members of an object by name; of two with one name the last counts, and one whose name cannot be read is
    /// passed over, like any that is not known. Empty for anything but an object.
    /// </summary>
    /// <param name="part">The part.</param>
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
                // A lone surrogate, or bytes that are no UTF-8.
            }
        }
        return members;
    }

    /// <summary>A member that is there and not null.</summary>
    /// <param name="members">The members.</param>
    /// <param name="name">Its name.</param>
    public static JsonElement? Find(IReadOnlyDictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text; null for anything else.</summary>
    /// <param name="part">The part; null where it is not there.</param>
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

    /// <summary>A whole number within bounds; null for anything else.</summary>
    /// <param name="part">The part; null where it is not there.</param>
    /// <param name="min">Least.</param>
    /// <param name="max">Greatest.</param>
    public static long? TryNumber(JsonElement? part, long min, long max) =>
        part is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value)
        && value >= min && value <= max ? value : null;

    /// <summary>Reads a part by its contract.</summary>
    /// <param name="part">The part.</param>
    /// <param name="type">The contract.</param>
    /// <param name="fault">What is wrong, where nothing is returned.</param>
    /// <returns>What it says; null if it is not what the contract wants.</returns>
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
            fault = $"cannot be read at {PartFaults.Shown(e.Path ?? "$")}";
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or FormatException
            or ArgumentException or OverflowException)
        {
            fault = $"cannot be read ({e.GetType().Name})";
        }
        return null;
    }

    /// <summary>
    /// Reads what can be read of a part: a member that its contract cannot take is left out, and one that the contract
    /// requires is then what the defaults say.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="type">The contract.</param>
    /// <param name="defaults">Members that the contract requires, as JSON.</param>
    /// <param name="leftOut">Hears the name of each member that is left out.</param>
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
            // Each member costs a reading of the whole: those that the contract does not have are nothing to it.
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

    // Null for bytes that are no UTF-8, which the parser lets through in texts.
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
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException
            or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }
}
