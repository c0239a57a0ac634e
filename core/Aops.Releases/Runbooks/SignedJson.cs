using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json.Diagnosis;

namespace Aops.Releases.Runbooks;

/// <summary>Reads what is signed about runs.</summary>
internal static class SignedJson
{
    /// <exception cref="InvalidDataException">It is none; the message says what is wrong.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new InvalidDataException("it holds null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"it is not what this version reads: {JsonFaults.Explain(json, type, e)}", e);
        }
    }

    /// <exception cref="InvalidDataException">There is a fault; the message holds all.</exception>
    public static void RequireNone(IEnumerable<string> faults)
    {
        var sentence = string.Join("; ", faults);
        if (sentence.Length > 0) throw new InvalidDataException(sentence);
    }
}
