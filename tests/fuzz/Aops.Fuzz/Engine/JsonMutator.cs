using System.Text;
using System.Text.Json;

namespace Aops.Fuzz.Engine;

/// <summary>
/// Changes JSON where its values and names stand: other types, nulls, numbers without end, lone surrogates, NUL, depth,
/// members that are there twice. The text around stays as it is, so that the reader comes to the change.
/// </summary>
internal sealed class JsonMutator(Random random, IReadOnlyList<string> words)
{
    private const int SpansMax = 4096;

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "1.5", "1e2", "1e999", "-1e400", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "2147483647", "2147483648", "4294967296", "9007199254740992",
        "18446744073709551616", "0.1e-400", "\"\"", "\"a\"", "\" \"", "\"\\ud800\"", "\"x\\udc00y\"", "\"\\u0000\"",
        "\"\\n\\r\\t\"", "\"\\u202e\"", "\"../../etc/passwd\"", "\"/\"", "\".\"", "\"..\"", "\"1\"", "\"true\"",
        "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999-14:00\"",
        "\"2026-02-30T25:61:61Z\"", "[]", "{}", "[null]", "[[]]", "{\"\":null}", "{\"\\ud800\":1}",
        "{\"a\":null,\"a\":1}", "[\"\\ud800\"]", "[1,\"a\",null,{}]", "\"http://[\"", "\"https://\\ud800/\"",
        "\"NaN\"", "\"Infinity\"", "\"1.0.0\"", "\"a=b\"",
    ];

    private readonly List<(int Start, int End)> _values = [];
    private readonly List<(int Start, int End)> _names = [];

    /// <summary>Makes one change; null if there is nothing in it that could be changed.</summary>
    public byte[]? Mutate(byte[] input)
    {
        FindSpans(input);
        if (_values.Count == 0) return null;
        var (start, end) = _values[random.Next(_values.Count)];
        var kind = random.Next(12);
        if (kind >= 9 && _names.Count > 0) return MutateMember(input, kind);
        return kind switch
        {
            0 => Replaced(input, start, end, Nested()),
            1 => Replaced(input, start, end, Long()),
            2 => Swapped(input, start, end),
            3 => Replaced(input, start, end, $"[{Text(input, start, end)},{Text(input, start, end)}]"),
            4 when words.Count > 0 => Replaced(input, start, end, Quoted(words[random.Next(words.Count)])),
            _ => Replaced(input, start, end, Values[random.Next(Values.Length)]),
        };
    }

    private byte[] MutateMember(byte[] input, int kind)
    {
        var (start, end) = _names[random.Next(_names.Count)];
        var name = Text(input, start, end);
        return kind switch
        {
            // Twice, with another value first.
            9 => Replaced(input, start, start, $"{name}:{Values[random.Next(Values.Length)]},"),
            10 => Replaced(input, start, end, Text(input, _names[random.Next(_names.Count)])),
            _ => Replaced(input, start, end, random.Next(2) == 0 ? "\"\\udfff\"" : Quoted($"x{random.Next(100)}")),
        };
    }

    private string Nested()
    {
        var depth = random.Next(4) == 0 ? random.Next(2000) : random.Next(300);
        return random.Next(2) == 0
            ? new string('[', depth) + new string(']', depth)
            : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
    }

    private string Long()
    {
        var length = random.Next(16) == 0 ? random.Next(70_000) : random.Next(1200);
        return random.Next(4) switch
        {
            0 => new string('9', length + 1),
            1 => "[" + string.Join(',', Enumerable.Repeat("1", length)) + "]",
            2 => "\"" + string.Concat(Enumerable.Repeat("\\u00e9", length / 4)) + "\"",
            _ => "\"" + new string('a', length) + "\"",
        };
    }

    private byte[] Swapped(byte[] input, int start, int end)
    {
        var other = _values[random.Next(_values.Count)];
        return Replaced(input, start, end, Text(input, other));
    }

    // What is before a fault of an input that is broken already is found too.
    private void FindSpans(byte[] input)
    {
        _values.Clear();
        _names.Clear();
        var open = new Stack<int>();
        try
        {
            var reader = new Utf8JsonReader(input, new JsonReaderOptions { MaxDepth = 4096 });
            while (reader.Read() && _values.Count + _names.Count < SpansMax)
            {
                var (start, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                if (reader.TokenType == JsonTokenType.PropertyName)
                    _names.Add((start, input.AsSpan(start, end - start).LastIndexOf((byte)'"') + start + 1));
                else if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) open.Push(start);
                else if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject) _values.Add((open.Pop(), end));
                else _values.Add((start, end));
            }
        }
        catch (JsonException)
        {
            // The spans until here are right.
        }
    }

    private static string Quoted(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";

    private static string Text(byte[] input, (int Start, int End) span) => Text(input, span.Start, span.End);

    private static string Text(byte[] input, int start, int end) => Encoding.UTF8.GetString(input, start, end - start);

    private static byte[] Replaced(byte[] input, int start, int end, string text) =>
        [.. input[..start], .. Encoding.UTF8.GetBytes(text), .. input[end..]];
}
