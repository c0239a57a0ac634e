using System.Globalization;
using System.Text.Json;

namespace Aops.Releases.Tuf;

/// <summary>A JSON object of a metadata file: its members by kind, with a fault that names them.</summary>
internal readonly struct TufObject(JsonElement element, string role, string path)
{
    public IEnumerable<(string Name, TufObject Value)> Members()
    {
        foreach (var member in element.EnumerateObject())
            yield return (member.Name, Wrap(member.Value, member.Name));
    }

    public string Text(string name) => Member(name) is { ValueKind: JsonValueKind.String } value
        ? value.GetString()!
        : throw Fault(name, "is not a string");

    public long Integer(string name, long min)
    {
        if (Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number)
            && number >= min)
        {
            return number;
        }
        throw Fault(name, $"is not an integer from {min}");
    }

    public long? OptionalInteger(string name, long min) => Has(name) ? Integer(name, min) : null;

    public bool Boolean(string name) => Member(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault(name, "is neither true nor false"),
    };

    public DateTimeOffset Time(string name) => DateTimeOffset.TryParseExact(
        Text(name), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time
        : throw Fault(name, "is not a time such as 2030-01-31T00:00:00Z");

    public TufObject Object(string name) => Wrap(Member(name), name);

    public IReadOnlyList<TufObject> Objects(string name)
    {
        var value = Member(name);
        if (value.ValueKind != JsonValueKind.Array) throw Fault(name, "is not a list");
        var objects = new List<TufObject>();
        foreach (var item in value.EnumerateArray()) objects.Add(Wrap(item, name));
        return objects;
    }

    public JsonElement? OptionalElement(string name) =>
        element.TryGetProperty(name, out var value) ? value : null;

    public bool Has(string name) => element.TryGetProperty(name, out _);

    public IReadOnlyList<string> DistinctTexts(string name)
    {
        var value = Member(name);
        if (value.ValueKind != JsonValueKind.Array) throw Fault(name, "is not a list");
        var texts = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) throw Fault(name, "holds something that is no string");
            var text = item.GetString()!;
            if (texts.Contains(text)) throw Fault(name, "names one thing twice");
            texts.Add(text);
        }
        return texts;
    }

    public IReadOnlyDictionary<string, string> Texts(string name)
    {
        var texts = new Dictionary<string, string>();
        var value = Object(name);
        foreach (var key in value.Names())
            texts[key] = value.Text(key);
        return texts;
    }

    public TufRefusal Fault(string name, string what) =>
        TufRefusal.Malformed(role, $"{path}{name} {what}");

    // Members that are no objects cannot be wrapped.
    private IEnumerable<string> Names() => element.EnumerateObject().Select(member => member.Name);

    private JsonElement Member(string name) =>
        element.TryGetProperty(name, out var value) ? value : throw Fault(name, "is missing");

    private TufObject Wrap(JsonElement value, string name) => value.ValueKind == JsonValueKind.Object
        ? new TufObject(value, role, $"{path}{name}.")
        : throw Fault(name, "is not an object");
}
