using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Aops.Contracts.Json.Diagnosis;

/// <summary>
/// Walks through a document beside its contract and notes every difference. What a value may be is asked of the serializer
/// itself, so that the walk refuses nothing that is read, and overlooks nothing that is not. Once it has as many faults as are
/// told, it only reads on, whether the rest is JSON: a document of faults alone costs no more than another.
/// </summary>
internal ref struct JsonWalk
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly int _faultsMax;
    private readonly bool _hasLines;
    private readonly List<JsonFault> _faults = [];
    private Utf8JsonReader _reader;

    // Line breaks before a position that was asked for; the reader only goes forward.
    private int _linesAt;
    private long _lines;

    internal JsonWalk(ReadOnlySpan<byte> json, int depthMax, int faultsMax)
    {
        _json = json;
        _faultsMax = faultsMax;
        _hasLines = json.TrimEnd("\r\n\t "u8).Contains((byte)'\n');
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = depthMax });
    }

    /// <exception cref="JsonException">The text is not JSON.</exception>
    internal List<JsonFault> Run(JsonTypeInfo contract)
    {
        _reader.Read();
        Visit(contract, "", mayBeNull: false);
        // Text behind the document.
        _reader.Read();
        return _faults;
    }

    private void Visit(JsonTypeInfo? contract, string path, bool mayBeNull)
    {
        if (IsFull || contract is null || contract.Type == typeof(object)) _reader.Skip();
        else if (_reader.TokenType == JsonTokenType.Null)
        {
            if (!mayBeNull) Note(JsonFaultKind.Value, path, $"expects {JsonExpectation.Of(contract, path)}, not null");
        }
        else
        {
            switch (contract.Kind)
            {
                case JsonTypeInfoKind.Object:
                    VisitObject(contract, path);
                    break;
                case JsonTypeInfoKind.Enumerable:
                    VisitList(contract, path);
                    break;
                case JsonTypeInfoKind.Dictionary:
                    VisitMap(contract, path);
                    break;
                default:
                    VisitValue(contract, path);
                    break;
            }
        }
    }

    private void VisitObject(JsonTypeInfo contract, string path)
    {
        if (!Begins(JsonTokenType.StartObject, contract, path)) return;
        // Which contract holds is said by a member of the document.
        if (contract.PolymorphismOptions is not null)
        {
            _reader.Skip();
            return;
        }
        var line = Line;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (IsFull)
            {
                _reader.Read();
                _reader.Skip();
                continue;
            }
            if (ReadName() is not { } name)
            {
                Note(JsonFaultKind.Value, path, "the name of a member is no text");
                _reader.Read();
                _reader.Skip();
                continue;
            }
            var member = JsonPath.Member(path, name);
            var property = contract.Properties.FirstOrDefault(p => p.Name == name);
            if (property is null) Note(UnknownKind(contract), member, UnknownReason(contract, name));
            else if (!seen.Add(name)) Note(JsonFaultKind.Repeated, member, "is there twice");
            _reader.Read();
            Visit(property is null ? null : ContractOf(contract, property), member, MayBeNull(contract, property));
        }
        foreach (var property in contract.Properties)
        {
            if (property.IsRequired && !seen.Contains(property.Name))
                Note(JsonFaultKind.Missing, JsonPath.Member(path, property.Name), "is missing", line);
        }
    }

    private void VisitList(JsonTypeInfo contract, string path)
    {
        if (!Begins(JsonTokenType.StartArray, contract, path)) return;
        var element = Resolve(contract, contract.ElementType);
        for (var index = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; index++)
            Visit(element, JsonPath.Entry(path, index), MayBeNull(contract.ElementType));
    }

    private void VisitMap(JsonTypeInfo contract, string path)
    {
        if (!Begins(JsonTokenType.StartObject, contract, path)) return;
        var element = Resolve(contract, contract.ElementType);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = ReadName() ?? "?";
            _reader.Read();
            Visit(element, JsonPath.Member(path, name), MayBeNull(contract.ElementType));
        }
    }

    private void VisitValue(JsonTypeInfo contract, string path)
    {
        var start = (int)_reader.TokenStartIndex;
        var (token, line) = (_reader.TokenType, Line);
        _reader.Skip();
        var value = _json[start..(int)_reader.BytesConsumed];
        try
        {
            JsonSerializer.Deserialize(value, contract);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException
            or FormatException or ArgumentException or OverflowException)
        {
            Note(JsonFaultKind.Value, path, JsonExpectation.Explain(contract, path, token, value), line);
        }
    }

    private bool Begins(JsonTokenType expected, JsonTypeInfo contract, string path)
    {
        if (_reader.TokenType == expected) return true;
        VisitValue(contract, path);
        return false;
    }

    private string? ReadName()
    {
        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, or bytes that are not UTF-8.
            return null;
        }
    }

    private void Note(JsonFaultKind kind, string path, string reason, long? line = null)
    {
        if (!IsFull) _faults.Add(new(kind, path, line ?? Line, reason));
    }

    private readonly bool IsFull => _faults.Count >= _faultsMax;

    // Of the token that the reader is at.
    private long Line
    {
        get
        {
            if (!_hasLines) return 0;
            var at = (int)_reader.TokenStartIndex;
            _lines += _json[_linesAt..at].Count((byte)'\n');
            _linesAt = at;
            return _lines + 1;
        }
    }

    // Whether a reader ignores it.
    private static JsonFaultKind UnknownKind(JsonTypeInfo contract)
    {
        var handling = contract.UnmappedMemberHandling ?? contract.Options.UnmappedMemberHandling;
        return handling == JsonUnmappedMemberHandling.Disallow ? JsonFaultKind.Value : JsonFaultKind.Unknown;
    }

    private static string UnknownReason(JsonTypeInfo contract, string name)
    {
        var known = contract.Properties.Select(property => property.Name).ToList();
        // Cut short, such as memoryMax for memoryMaxBytes.
        var longer = name.Length < 4 ? null
            : known.Find(member => member.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return (Suggestions.Closest(name, known) ?? longer) is { } meant
            ? $"is not known; did you mean {meant}?"
            : $"is not known; known are {string.Join(", ", known)}";
    }

    // A converter of the member itself is not known to its contract.
    private static JsonTypeInfo? ContractOf(JsonTypeInfo contract, JsonPropertyInfo property) =>
        property.CustomConverter is null ? Resolve(contract, property.PropertyType) : null;

    private static JsonTypeInfo? Resolve(JsonTypeInfo contract, Type? type) =>
        type is not null && contract.Options.TryGetTypeInfo(type, out var found) ? found : null;

    private static bool MayBeNull(JsonTypeInfo contract, JsonPropertyInfo? property) =>
        property is null || (MayBeNull(property.PropertyType)
            && (property.IsSetNullable || !contract.Options.RespectNullableAnnotations));

    private static bool MayBeNull(Type? type) =>
        type is null || !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
}
