using System.Globalization;
using System.Text.Json;
using Aops.Contracts;

namespace Aops.LogTail.Settings;

/// <summary>
/// One object of the configuration, read member by member. Every fault is collected with the path of its member;
/// a member that no reader asked for is a fault as well.
/// </summary>
internal sealed class JsonPart
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<string> _faults;
    private readonly string _path;

    internal JsonPart(JsonElement element, string path, List<string> faults)
    {
        (_path, _faults) = (path, faults);
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{(path.Length == 0 ? "the file" : path)} must be an object");
            return;
        }
        foreach (var member in element.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, member.Value)) faults.Add($"{At(member.Name)} is there twice");
        }
    }

    internal bool Has(string name) => _members.ContainsKey(name);

    internal string At(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    internal void Fault(string name, string what) => _faults.Add($"{At(name)} {what}");

    internal string? Text(string name, bool isRequired = false)
    {
        if (Find(name) is not { } element)
        {
            if (isRequired) Fault(name, "is missing");
            return null;
        }
        if (element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text
            && text.Length <= SettingBounds.TextCharsMax && !text.Any(char.IsControl))
        {
            return text;
        }
        Fault(name, $"must be a text of 1 to {SettingBounds.TextCharsMax} characters without control characters");
        return null;
    }

    internal long Number(string name, long missing, long least, long greatest)
    {
        if (Find(name) is not { } element) return missing;
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number)
            && number >= least && number <= greatest)
        {
            return number;
        }
        Fault(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number of {least} to {greatest}"));
        return missing;
    }

    internal bool Truth(string name, bool missing)
    {
        if (Find(name) is not { } element) return missing;
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False) return element.GetBoolean();
        Fault(name, "must be true or false");
        return missing;
    }

    internal string Word(string name, string missing, params string[] words)
    {
        if (Find(name) is not { } element) return missing;
        if (element.ValueKind == JsonValueKind.String && words.Contains(element.GetString()))
            return element.GetString()!;
        Fault(name, $"must be one of {string.Join(", ", words)}");
        return missing;
    }

    internal IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var element in List(name, SettingBounds.PatternsMax))
        {
            if (element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text
                && text.Length <= SettingBounds.TextCharsMax)
            {
                texts.Add(text);
            }
            else
            {
                Fault(name, $"must hold texts of 1 to {SettingBounds.TextCharsMax} characters");
            }
        }
        return texts;
    }

    internal IReadOnlyList<JsonElement> List(string name, int entriesMax)
    {
        if (Find(name) is not { } element) return [];
        if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() <= entriesMax)
            return [.. element.EnumerateArray()];
        Fault(name, $"must be a list of at most {entriesMax} entries");
        return [];
    }

    internal JsonPart? Part(string name) =>
        Find(name) is { } element ? new JsonPart(element, At(name), _faults) : null;

    /// <summary>The members of an object of texts.</summary>
    internal IReadOnlyDictionary<string, string> Map(string name, int entriesMax)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Find(name) is not { } element) return map;
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Count() > entriesMax
            || element.EnumerateObject().Any(m =>
                m.Value.ValueKind != JsonValueKind.String || m.Name.Length is 0 or > 64))
        {
            Fault(name, $"must be an object of at most {entriesMax} texts with names of 1 to 64 characters");
            return map;
        }
        foreach (var member in element.EnumerateObject()) map[member.Name] = member.Value.GetString()!;
        return map;
    }

    /// <summary>Tells of the members that no reader asked for; called last.</summary>
    internal void RefuseRest()
    {
        foreach (var name in _members.Keys.Where(name => !_asked.Contains(name)))
        {
            var meant = Suggestions.Closest(name, _asked) is { } closest ? $"; did you mean '{closest}'?" : "";
            Fault(name, $"is not known{meant}");
        }
    }

    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return _members.TryGetValue(name, out var element) ? element : null;
    }
}
