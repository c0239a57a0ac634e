using System.Text.Json.Nodes;
using Aops.Cli.Output;
using Aops.Cli.Terminals;
using Aops.Native.Programs;

namespace Aops.Cli.Commands.Desired;

/// <summary>Shows what changes in a layer, and what a write would do to its hosts.</summary>
internal static class LayerView
{
    /// <summary>Changes of fields, a line each: <c>+ field = value</c>, <c>- field</c>, <c>~ field: from -> to</c>.</summary>
    public static IEnumerable<string> Changes(JsonNode? changes, string margin = "")
    {
        foreach (var change in changes?.AsArray() ?? [])
        {
            var (from, to) = (change.Word("from"), change.Word("to"));
            yield return PlainText.Escape((from, to) switch
            {
                (null, _) => $"{margin}+ {change.Word("field")} = {to}",
                (_, null) => $"{margin}- {change.Word("field")} = {from}",
                _ => $"{margin}~ {change.Word("field")}: {from} -> {to}",
            });
        }
    }

    /// <summary>Tells on standard error what a write would do.</summary>
    public static void TellPreview(CliTerminal terminal, JsonObject preview)
    {
        foreach (var line in Changes(preview["changes"])) terminal.Say(line);
        terminal.Say($"{preview.Word("layer")}: {Plural.Hosts(preview.Number("hosts"))}, of which {preview.Number("changing")} would change");
        foreach (var ended in preview["superseded"]?.AsArray() ?? [])
            terminal.Say($"the rollout {(string?)ended} would end by it");
        if (preview.Word("goesOn") is { } rollout)
            terminal.Say($"the rollout {rollout} would go on; hosts that it has not reached would have this change alone");
        foreach (var host in preview["sample"]?.AsArray() ?? [])
        {
            terminal.Say($"  for instance {host.Word("id")}:");
            foreach (var line in Changes(host?["changes"], "    ")) terminal.Say(line);
        }
    }
}
