using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Schedules;

/// <summary>What a schedule is, for people.</summary>
internal static class ScheduleText
{
    /// <summary><c>active</c>, <c>paused</c>, or <c>stopped</c> where the server has stopped it.</summary>
    public static string State(JsonObject schedule) =>
        schedule["stoppedAt"] is not null ? "stopped"
        : schedule["isPaused"]?.GetValue<bool>() == true ? "paused" : "active";

    /// <summary>The runbook with its version, or the command.</summary>
    public static string What(JsonObject schedule) =>
        schedule["run"]?["runbook"] is { } book ? $"{book.Word("name")} {book.Word("version")}"
        : schedule["run"]?["command"]?["args"]?.AsArray() is { } args
            ? string.Join(' ', args.Select(word => (string?)word))
        : schedule["run"]?["command"] is not null ? "a script" : "-";

    /// <summary>Why it has stopped, or what became of its last time.</summary>
    public static string Why(JsonObject schedule) =>
        schedule.Word("stoppedWhy") ?? schedule.Word("lastSentence") ?? "-";

    /// <summary>The next times, a line each, in the zone of the answer.</summary>
    public static IEnumerable<string> Times(JsonObject answer)
    {
        foreach (var time in answer["times"]?.AsArray() ?? [])
        {
            const DateTimeStyles utc = DateTimeStyles.AssumeUniversal;
            if (DateTimeOffset.TryParse((string?)time, CultureInfo.InvariantCulture, utc, out var at))
                yield return string.Create(CultureInfo.InvariantCulture, $"  {at:yyyy-MM-dd HH:mm zzz}");
        }
    }
}
