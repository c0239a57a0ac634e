using System.Text.Json.Nodes;
using Aops.Cli.Commands.Desired;
using Aops.Cli.Output;
using Aops.Native.Programs;

namespace Aops.Cli.Commands.Rollouts;

/// <summary>Rollouts as lines of text.</summary>
internal static class RolloutText
{
    private const int FailuresShown = 5;

    /// <summary>A rollout whole.</summary>
    public static IEnumerable<string> Lines(JsonObject detail)
    {
        var rollout = detail["rollout"];
        yield return $"rollout {rollout.Word("id")} of {rollout.Word("layer")}: {rollout.Word("state")}{Why(rollout.Word("why"))}";
        foreach (var stage in detail["stages"]?.AsArray() ?? [])
        {
            var wait = stage.Word("wait") is { } word and not "none" ? $" ({word})" : "";
            yield return $"  {stage.Word("name")}: {stage.Word("state")}{wait}, {Counts(stage?["counts"])}";
        }
        foreach (var failure in (detail["failures"]?.AsArray() ?? []).Take(FailuresShown))
        {
            yield return $"  {Plural.Hosts(failure.Number("hosts"))}: {failure.Word("reason")}";
            foreach (var trait in failure?["traits"]?.AsArray() ?? [])
            {
                yield return $"    {trait.Word("name")} {trait.Word("value")}: {trait.Number("charged")} charged, " +
                    $"{trait.Number("attempted")} attempted, lift {trait?["lift"]}";
            }
        }
    }

    /// <summary>What a rollout would do.</summary>
    public static IEnumerable<string> PlanLines(JsonObject detail)
    {
        foreach (var line in LayerView.Changes(detail["changes"])) yield return line;
        var plan = detail["plan"];
        foreach (var stage in plan?["stages"]?.AsArray() ?? [])
        {
            var waves = string.Join(", ", (stage?["waves"]?.AsArray() ?? []).Select(wave => wave!.ToString()));
            var (hosts, waiting) = (Plural.Hosts(stage.Number("hosts")), stage.Number("waiting"));
            var canaries = stage?["canaries"]?.AsArray().Count ?? 0;
            var away = waiting > 0 ? $", {waiting} of them away" : "";
            var first = canaries > 0 ? $"; first {Plural.Of(canaries, "canary", "canaries")} of " +
                Plural.Of(stage.Number("cells"), "kind") + " of machine" : "";
            yield return $"{stage.Word("name")}: {hosts}{away}{first}{(waves.Length > 0 ? $", then {waves}" : "")}";
        }
        foreach (var (reason, hosts) in plan?["excluded"]?.AsObject() ?? [])
            yield return $"left out, {reason}: {hosts}";
        if (plan.Number("lackingPermission") is > 0 and var barred)
            yield return $"{Plural.Hosts(barred)} would refuse it: they run a newer version, and nothing signed lets them go back";
        var eta = plan?["etaSeconds"] is { } seconds
            ? $"about {Cell.Span(TimeSpan.FromSeconds((long)seconds))} for those that can be reached"
            : "a window of it never opens";
        var bytes = plan.Number("bytes") is > 0 and var count ? $"{Cell.Size(count)} to fetch" : "nothing to fetch";
        yield return $"{Plural.Hosts(plan.Number("hosts"))}, {bytes}, {eta}";
    }

    /// <summary>Hosts by their state.</summary>
    public static string Counts(JsonNode? counts) => counts is JsonObject { Count: > 0 } some
        ? string.Join(", ", some.Select(entry => $"{entry.Value} {entry.Key}"))
        : "no host";

    private static string Why(string? why) => why is null ? "" : $": {PlainText.Escape(why)}";
}
