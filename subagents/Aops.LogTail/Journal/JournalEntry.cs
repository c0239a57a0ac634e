using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Aops.LogTail.Journal;

/// <summary>One entry, as <c>journalctl -o json</c> writes it (systemd's JOURNAL_EXPORT_FORMATS).</summary>
internal sealed record JournalEntry(
    string Cursor, DateTimeOffset Time, string? Unit, string? Identifier, string? Pid, string? Priority, byte[] Message)
{
    /// <summary>What is asked for beside cursor and time, which always come.</summary>
    internal const string Fields = "MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_SYSTEMD_UNIT,_PID";

    /// <summary>Whether it only tells where the journal ended when this source was first read.</summary>
    internal bool IsPositionOnly { get; init; }

    /// <summary>Parses a line.</summary>
    /// <returns>Null if it is no entry.</returns>
    internal static JournalEntry? TryParse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "__CURSOR") is not { } cursor) return null;
            return new JournalEntry(
                cursor, Moment(Text(root, "__REALTIME_TIMESTAMP")), Text(root, "_SYSTEMD_UNIT"),
                Text(root, "SYSLOG_IDENTIFIER"), Text(root, "_PID"), Text(root, "PRIORITY"), Bytes(root, "MESSAGE"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A field that an entry has several times comes as a list: the first counts.
    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var element)) return null;
        if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0) element = element[0];
        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }

    // What is not UTF-8 comes as a list of bytes.
    private static byte[] Bytes(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var element)) return [];
        if (element.ValueKind == JsonValueKind.String) return Encoding.UTF8.GetBytes(element.GetString()!);
        if (element.ValueKind != JsonValueKind.Array) return [];
        return element.EnumerateArray().All(b => b.ValueKind == JsonValueKind.Number)
            ? [.. element.EnumerateArray().Select(b => b.TryGetByte(out var value) ? value : (byte)'?')]
            : Encoding.UTF8.GetBytes(Text(root, name) ?? "");
    }

    private static DateTimeOffset Moment(string? microseconds) =>
        long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value / 1000 < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(value / 1000)
                : DateTimeOffset.UnixEpoch;
}
