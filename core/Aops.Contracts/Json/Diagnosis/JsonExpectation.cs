using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aops.Contracts.Json.Diagnosis;

/// <summary>Says what a value has to be, and what it is instead.</summary>
internal static class JsonExpectation
{
    /// <summary>What is expected at a place.</summary>
    /// <param name="path">The member, whose name tells the unit of a number.</param>
    internal static string Of(JsonTypeInfo contract, string path)
    {
        var type = Nullable.GetUnderlyingType(contract.Type) ?? contract.Type;
        if (contract.Kind == JsonTypeInfoKind.Enumerable) return "a list in [ ]";
        if (contract.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary) return "an object in { }";
        if (type.IsEnum) return $"one of {string.Join(", ", WordsOf(contract, type))}";
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => "a text in double quotes",
            TypeCode.Boolean => "true or false",
            TypeCode.Double or TypeCode.Single or TypeCode.Decimal => "a number",
            TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64
                or TypeCode.UInt64 => JsonUnit.Of(path) is { } unit ? $"a whole number of {unit}" : "a whole number",
            TypeCode.DateTime => "a time such as \"2026-01-31T12:00:00Z\"",
            _ when type == typeof(DateTimeOffset) => "a time such as \"2026-01-31T12:00:00Z\"",
            _ => "another value",
        };
    }

    /// <summary>A clause with what is expected and what is there.</summary>
    /// <param name="token">Kind of the value that is there.</param>
    /// <param name="value">That value, as it is written.</param>
    internal static string Explain(JsonTypeInfo contract, string path, JsonTokenType token, ReadOnlySpan<byte> value)
    {
        var text = token == JsonTokenType.String ? Unquoted(value) : null;
        var type = Nullable.GetUnderlyingType(contract.Type) ?? contract.Type;
        var hint = text is null ? ""
            : type.IsEnum && Suggestions.Closest(text, WordsOf(contract, type)) is { } meant ? $"; did you mean {meant}?"
            : JsonUnit.Convert(path, text) is { } number && IsWhole(type)
                ? string.Create(CultureInfo.InvariantCulture, $"; write {number}")
                : "";
        return $"expects {Of(contract, path)}, not {Shown(token, text, value)}{hint}";
    }

    private static string Shown(JsonTokenType token, string? text, ReadOnlySpan<byte> value) => token switch
    {
        JsonTokenType.String => $"the text \"{ShownText.Of(text ?? "")}\"",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        _ => ShownText.Of(Encoding.UTF8.GetString(value)),
    };

    private static string? Unquoted(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        try
        {
            return reader.Read() ? reader.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsWhole(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64;

    // The names of values as this contract writes them: those that it reads.
    private static List<string> WordsOf(JsonTypeInfo contract, Type type) =>
        [.. Enum.GetNames(type).Select(name => JsonNamingPolicy.KebabCaseLower.ConvertName(name))
            .Where(word => IsRead(contract, word))];

    private static bool IsRead(JsonTypeInfo contract, string word)
    {
        try
        {
            return JsonSerializer.Deserialize($"\"{word}\"", contract) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
