using System.Text;
using System.Text.Json.Nodes;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Runs;

/// <summary>What a run is, for people.</summary>
internal static class RunText
{
    private static readonly HashSet<string> Open = ["queued", "offered", "accepted", "running"];

    // Hosts with these have printed nothing.
    private static readonly HashSet<string> Unstarted =
        ["refused", "expired", "unknown", "skipped-offline", "unsupported", "withdrawn", "stopped"];

    /// <summary>Whether a host has ended; a phase of a later version counts as one that has.</summary>
    public static bool HasEnded(string? phase) => phase is not null && !Open.Contains(phase);

    /// <summary>The plan, a line each.</summary>
    public static IEnumerable<string> PlanLines(JsonObject plan)
    {
        var query = plan.Word("q") is { } asked ? $" by {(asked.Length > 0 ? asked : "the empty query, which is every host")}" : "";
        yield return $"{Plural.Hosts(plan.Number("count"))}{query}, of which {plan.Number("ready")} would run it now";
        foreach (var left in plan["exclusions"]?.AsArray() ?? [])
            yield return $"  {left.Number("count")} {left.Word("phase")}: {left.Word("reason")}";
        if (plan["waits"].Word("sentence") is { } waits) yield return $"it would wait: {waits}";
    }

    /// <summary>How a run stands, and why its next hosts wait: <c>running: 3 queued; …</c>.</summary>
    public static string Standing(JsonObject run)
    {
        var waits = run["waits"].Word("sentence") is { } sentence ? $"; {sentence}" : "";
        return $"{run.Word("state")}: {Counts(run["counts"])}{waits}";
    }

    /// <summary>The hosts by phase, in a line.</summary>
    public static string Counts(JsonNode? counts) => string.Join(
        ", ", counts?.AsObject().Where(phase => phase.Value?.GetValue<long>() > 0)
            .Select(phase => $"{phase.Value} {phase.Key}") ?? []);

    /// <summary>How many hosts have no output that could be waited for.</summary>
    public static long Silent(JsonNode? counts) => Unstarted.Sum(phase => counts.Number(phase));

    /// <summary>How it ended on a host: <c>failed: exit 3, 1.2 s</c>.</summary>
    public static string Ending(JsonObject host)
    {
        var text = new StringBuilder(host.Word("phase"));
        if (host.Word("signal") is { } signal) text.Append($" by {signal}");
        else if (host["exitCode"] is not null && host.Number("exitCode") != 0) text.Append($" with exit {host.Number("exitCode")}");
        if (host.Time("startedAt") is { } start && host.Time("endedAt") is { } end)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $" in {(end - start).TotalSeconds:0.0} s");
        if (host.Word("reason") is { } reason) text.Append($": {reason}");
        return text.ToString();
    }
}
