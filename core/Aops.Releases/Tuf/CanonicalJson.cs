using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Aops.Releases.Tuf;

/// <summary>
/// The form of a JSON value that signatures are made over: OLPC canonical JSON (TUF 1.0.31, section 4.2).
/// No white space, members sorted by code point, integers only, and only <c>"</c> and <c>\</c> escaped in strings.
/// </summary>
/// <remarks>It is made from the parsed document, so members that this version does not know are signed too.</remarks>
public static class CanonicalJson
{
    /// <summary>Encodes a value.</summary>
    /// <returns>Bytes of UTF-8.</returns>
    /// <exception cref="JsonException">It holds a number that is no 64-bit integer, or one member twice.</exception>
    public static byte[] Encode(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                WriteString(value.GetString()!, output);
                break;
            case JsonValueKind.Number:
                if (!value.TryGetInt64(out var number))
                    throw new JsonException($"{value.GetRawText()} is not an integer");
                output.Write(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw new JsonException("a value is missing");
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        var members = new List<(byte[] Name, JsonProperty Member)>();
        foreach (var member in value.EnumerateObject())
            members.Add((Encoding.UTF8.GetBytes(member.Name), member));
        // The order of UTF-8 bytes is that of code points; the order of UTF-16 is not.
        members.Sort((a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));

        output.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
            {
                if (members[i].Name.AsSpan().SequenceEqual(members[i - 1].Name))
                    throw new JsonException($"the member '{members[i].Member.Name}' is there twice");
                output.Write(","u8);
            }
            WriteString(members[i].Member.Name, output);
            output.Write(":"u8);
            Write(members[i].Member.Value, output);
        }
        output.Write("}"u8);
    }

    private static void WriteArray(JsonElement value, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first) output.Write(","u8);
            first = false;
            Write(item, output);
        }
        output.Write("]"u8);
    }

    private static void WriteString(string text, ArrayBufferWriter<byte> output)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        output.Write("\""u8);
        output.Write(Encoding.UTF8.GetBytes(escaped));
        output.Write("\""u8);
    }
}
