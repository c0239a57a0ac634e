using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json.Diagnosis;
using Aops.Releases.Tuf;

namespace Aops.Releases.Runbooks;

/// <summary>Reads small signed targets.</summary>
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

    /// <summary>What a look brought, by what was fetched for it.</summary>
    public static TargetLook<T> Read<T>(string name, SignedContent content, Func<byte[], T> parse)
        where T : class
    {
        try
        {
            return content switch
            {
                SignedContent.Found found => new TargetLook<T>.Found(parse(found.Bytes)),
                SignedContent.TooLong tooLong => new TargetLook<T>.Refused($"{name} cannot be taken: {tooLong.Sentence}"),
                SignedContent.Failed failed => new TargetLook<T>.Failed(failed.Sentence),
                _ => new TargetLook<T>.Absent(),
            };
        }
        catch (InvalidDataException e)
        {
            return new TargetLook<T>.Refused($"{name} cannot be taken: {e.Message}");
        }
    }
}
