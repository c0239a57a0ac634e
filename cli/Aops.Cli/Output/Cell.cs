using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aops.Cli.Output;

/// <summary>Makes texts of JSON values and times.</summary>
internal static class Cell
{
    private const string Nothing = "-";

    /// <summary>A value as text; <c>-</c> for none. Lists and maps have commas between their parts.</summary>
    public static string Text(JsonNode? value) => value switch
    {
        null => Nothing,
        JsonArray { Count: 0 } or JsonObject { Count: 0 } => Nothing,
        JsonArray list => string.Join(",", list.Select(Text)),
        JsonObject map => string.Join(",", map.Select(part => $"{part.Key}={Text(part.Value)}")),
        JsonValue text when text.GetValueKind() == JsonValueKind.String =>
            text.GetValue<string>() is { Length: > 0 } word ? word : Nothing,
        _ => value.ToJsonString(),
    };

    /// <summary>A member that is a text; null where it is absent or something else.</summary>
    public static string? Word(this JsonNode? node, string member) =>
        node is JsonObject map && map[member] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : null;

    /// <summary>A member that is a whole number; 0 where it is absent.</summary>
    public static long Number(this JsonNode? node, string member) =>
        node is JsonObject map && map[member] is JsonValue value && value.TryGetValue<long>(out var number)
            ? number
            : 0;

    /// <summary>A member that is a time; null where it is absent.</summary>
    public static DateTimeOffset? Time(this JsonNode? node, string member) =>
        DateTimeOffset.TryParse(
            node.Word(member), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    /// <summary>How long ago a time is: <c>12s</c>, <c>5m</c>, <c>3h12m</c>, <c>9d</c>; with <c>in</c> before it for a later one.</summary>
    public static string Age(DateTimeOffset? time, DateTimeOffset now)
    {
        if (time is not { } then) return Nothing;
        var age = now - then;
        return age < TimeSpan.Zero ? $"in {Span(-age)}" : Span(age);
    }

    /// <summary>A number of bytes: <c>512 bytes</c>, <c>3.4 MB</c>.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} bytes",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB"),
    };

    /// <summary>A span in its two greatest units.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds}s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes}m",
        { TotalHours: < 24, Minutes: 0 } => $"{(int)span.TotalHours}h",
        { TotalHours: < 24 } => $"{(int)span.TotalHours}h{span.Minutes}m",
        { TotalDays: < 3, Hours: > 0 } => $"{(int)span.TotalDays}d{span.Hours}h",
        _ => $"{(int)span.TotalDays}d",
    };
}
