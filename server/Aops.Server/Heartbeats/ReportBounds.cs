using System.Text.Json;
using Aops.Contracts;

namespace Aops.Server.Heartbeats;

/// <summary>Limits of a sub-agent's report.</summary>
internal static class ReportBounds
{
    /// <summary>Checks a report.</summary>
    /// <param name="report">The report; null for none.</param>
    /// <returns>What is wrong with it; null if it is valid.</returns>
    public static string? FaultOf(JsonElement? report)
    {
        if (report is not { } given) return null;
        if (given.ValueKind == JsonValueKind.Undefined) return "is none";
        try
        {
            var text = given.GetRawText();
            if (text.Length > ServerLimits.ReportBytesMax)
                return $"has more than {ServerLimits.ReportBytesMax} characters";
            using var document = JsonDocument.Parse(
                text, new JsonDocumentOptions { MaxDepth = Limits.ReportDepthMax });
            // The report is serialized again for the API, which fails for invalid Unicode.
            using var writer = new Utf8JsonWriter(Stream.Null);
            given.WriteTo(writer);
            return null;
        }
        catch (JsonException)
        {
            return $"is nested deeper than {Limits.ReportDepthMax}";
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return "holds text that is no Unicode";
        }
    }
}
