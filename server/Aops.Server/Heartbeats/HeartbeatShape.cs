using System.Text.Json;
using Aops.Server.Http;

namespace Aops.Server.Heartbeats;

/// <summary>
/// Limits the number of values in a heartbeat. A sub-agent's report with too many values is replaced by a
/// word that says so, and the rest of the heartbeat is kept.
/// </summary>
internal static class HeartbeatShape
{
    // A value, and what separates it from the next one or ends it, are two bytes at least: a body that is no longer
    // has no more values than one report may have, and is not looked through.
    private const int BytesWithinLimits = 2 * ServerLimits.ReportValuesMax;

    private static ReadOnlySpan<byte> Notice => """{"leftOut":"the report has too many values"}"""u8;

    /// <summary>Bounds the values of a heartbeat, and leaves out reports that have too many.</summary>
    public static void Bound(Span<byte> json)
    {
        if (json.Length <= BytesWithinLimits) return;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = HeartbeatGate.DepthMax });
        int values = 0, inReports = 0;
        var isInSubAgents = false;
        while (reader.Read())
        {
            JsonShapes.Count(ref values, reader.TokenType);
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName)
                isInSubAgents = IsNamed(ref reader, "subAgents"u8);
            // Heartbeat, list, sub-agent.
            const int memberDepth = 3;
            if (!isInSubAgents || reader.CurrentDepth != memberDepth
                || reader.TokenType != JsonTokenType.PropertyName || !IsNamed(ref reader, "report"u8))
            {
                continue;
            }
            var (start, count) = SkipValue(ref reader);
            if (count <= ServerLimits.ReportValuesMax && inReports + count <= ServerLimits.ReportsValuesMax)
                inReports += count;
            else Replace(json[start..(int)reader.BytesConsumed]);
        }
    }

    // A name with an escaped lone surrogate cannot be compared, and is not a member's name.
    private static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // Returns the start of the value, and its number of values.
    private static (int Start, int Count) SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        var (start, depth, count) = ((int)reader.TokenStartIndex, reader.CurrentDepth, 1);
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return (start, count);
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject)) count++;
        }
        return (start, count);
    }

    // The reader has passed the value, so it does not see the change. A short value becomes null, which
    // always fits.
    private static void Replace(Span<byte> value)
    {
        var notice = value.Length >= Notice.Length ? Notice : "null"u8;
        if (value.Length < notice.Length) return;
        value.Fill((byte)' ');
        notice.CopyTo(value);
    }
}
