using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aops.Server.Audit;

/// <summary>
/// What a thing is before or after an act, as a JSON object. Only what is named here gets in, a secret by its type as
/// <see cref="SecretText.Shown"/>, and a token that was pasted into a text by its prefix.
/// </summary>
internal sealed class AuditFields
{
    /// <summary>Characters of one state; of a longer one its length and its SHA-256 are told.</summary>
    public const int CharsMax = 16_384;

    // What is stored is read by people, and is never put into a page without being escaped there.
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    public AuditFields()
    {
        _json = new Utf8JsonWriter(_bytes, Form);
        _json.WriteStartObject();
    }

    /// <summary>A text; null is left out.</summary>
    public AuditFields Set(string name, string? value)
    {
        if (value is not null) _json.WriteString(name, SecretText.Without(value));
        return this;
    }

    /// <summary>A secret: that there is one.</summary>
    public AuditFields Set(string name, SecretText value)
    {
        _json.WriteString(name, value.ToString());
        return this;
    }

    /// <summary>A number; null is left out.</summary>
    public AuditFields Set(string name, long? value)
    {
        if (value is { } number) _json.WriteNumber(name, number);
        return this;
    }

    /// <summary>A flag; null is left out.</summary>
    public AuditFields Set(string name, bool? value)
    {
        if (value is { } flag) _json.WriteBoolean(name, flag);
        return this;
    }

    /// <summary>A time, UTC; null is left out.</summary>
    public AuditFields Set(string name, DateTimeOffset? value) =>
        Set(name, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <summary>Texts; null is left out.</summary>
    public AuditFields Set(string name, IEnumerable<string>? values)
    {
        if (values is null) return this;
        _json.WriteStartArray(name);
        foreach (var value in values) _json.WriteStringValue(SecretText.Without(value));
        _json.WriteEndArray();
        return this;
    }

    /// <summary>Texts by their names, such as labels; a null is told as one.</summary>
    public AuditFields Set(string name, IEnumerable<KeyValuePair<string, string?>>? values) =>
        Object(name, values, value => value is null ? null : SecretText.Without(value));

    /// <summary>Secrets by their names.</summary>
    public AuditFields Set(string name, IEnumerable<KeyValuePair<string, SecretText>>? values) =>
        Object(name, values, value => value.ToString());

    /// <summary>Objects.</summary>
    public AuditFields Set(string name, IEnumerable<AuditFields>? values)
    {
        if (values is null) return this;
        _json.WriteStartArray(name);
        foreach (var value in values) _json.WriteRawValue(value.ToString());
        _json.WriteEndArray();
        return this;
    }

    /// <summary>The object; it takes no more members.</summary>
    public override string ToString()
    {
        if (_json.CurrentDepth > 0) _json.WriteEndObject();
        _json.Flush();
        var text = Encoding.UTF8.GetString(_bytes.WrittenSpan);
        if (text.Length <= CharsMax) return text;
        return new AuditFields().Set("omittedBytes", _bytes.WrittenCount)
            .Set("sha256", Convert.ToHexStringLower(SHA256.HashData(_bytes.WrittenSpan))).ToString();
    }

    private AuditFields Object<T>(
        string name, IEnumerable<KeyValuePair<string, T>>? values, Func<T, string?> show)
    {
        if (values is null) return this;
        _json.WriteStartObject(name);
        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            _json.WriteString(key, show(value));
        _json.WriteEndObject();
        return this;
    }
}
