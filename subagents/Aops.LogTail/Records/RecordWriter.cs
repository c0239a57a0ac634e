using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Aops.LogTail.Records;

/// <summary>
/// Writes records as lines of JSON (RFC 8259) straight from the bytes of a log: text that is UTF-8 already is not
/// decoded. What is not valid UTF-8 is replaced by U+FFFD.
/// </summary>
internal sealed class RecordWriter
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly ArrayBufferWriter<byte> _buffer = new(256 * 1024);
    private byte[] _head = [];

    internal ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    /// <summary>Starts a record.</summary>
    /// <param name="head">Members that are the same for each record of a source, from <see cref="Head"/>.</param>
    internal void Begin(long seq, DateTimeOffset time, byte[] head)
    {
        Raw("{\"seq\":"u8);
        Number(seq);
        Raw(",\"time\":\""u8);
        var span = _buffer.GetSpan(40);
        time.UtcDateTime.TryFormat(span, out var length, "yyyy-MM-ddTHH:mm:ss.fffZ", null);
        _buffer.Advance(length);
        Raw("\""u8);
        Raw(head);
    }

    internal void Member(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        Raw(",\""u8);
        Raw(name);
        Raw("\":\""u8);
        Text(text);
        Raw("\""u8);
    }

    internal void Member(ReadOnlySpan<byte> name, long number)
    {
        Raw(",\""u8);
        Raw(name);
        Raw("\":"u8);
        Number(number);
    }

    internal void End() => Raw("}\n"u8);

    internal void Clear() => _buffer.ResetWrittenCount();

    /// <summary>The members of a source: labels and its name.</summary>
    internal static byte[] Head(IReadOnlyDictionary<string, string> labels, string source)
    {
        var writer = new RecordWriter();
        foreach (var (name, value) in labels)
        {
            writer.Raw(",\""u8);
            writer.Text(Encoding.UTF8.GetBytes(name));
            writer.Raw("\":\""u8);
            writer.Text(Encoding.UTF8.GetBytes(value));
            writer.Raw("\""u8);
        }
        writer.Member("source"u8, Encoding.UTF8.GetBytes(source));
        return writer.Written.ToArray();
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            // The decoder writes U+FFFD for each invalid sequence.
            var needed = Encoding.UTF8.GetMaxByteCount(text.Length);
            if (_head.Length < needed) _head = new byte[needed];
            var plain = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text), _head);
            text = _head.AsSpan(0, plain);
        }
        while (true)
        {
            var plain = text.IndexOfAny(Escaped);
            if (plain < 0)
            {
                Raw(text);
                return;
            }
            Raw(text[..plain]);
            Escape(text[plain]);
            text = text[(plain + 1)..];
        }
    }

    private void Escape(byte value)
    {
        switch (value)
        {
            case (byte)'"': Raw("\\\""u8); break;
            case (byte)'\\': Raw("\\\\"u8); break;
            case (byte)'\n': Raw("\\n"u8); break;
            case (byte)'\r': Raw("\\r"u8); break;
            case (byte)'\t': Raw("\\t"u8); break;
            default:
                Raw("\\u00"u8);
                Raw([Digit(value >> 4), Digit(value & 15)]);
                break;
        }
    }

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);

    private void Number(long number)
    {
        var span = _buffer.GetSpan(20);
        Utf8Formatter.TryFormat(number, span, out var length);
        _buffer.Advance(length);
    }

    private void Raw(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);
}
