using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Output;
using Aops.Cli.Terminals;
using Aops.Native.Programs;

namespace Aops.Cli.Commands.Hosts;

/// <summary><c>aops explain HOST</c>: what a host is, what it should be, why it is not, and what happens next.</summary>
internal static class ExplainCommand
{
    public static Command Create(CliShell shell)
    {
        var host = Words.Host();
        var watch = new Watch(shell.Terminal);
        var command = new Command("explain", "Tells what a host is, what it should be, why it is not, and what happens next.")
        {
            host, watch.Option,
        };
        shell.Does(command, (parsed, api, cancellationToken) => watch.RunAsync(parsed, async () =>
        {
            var id = await HostFinder.FindAsync(api, parsed.GetRequiredValue(host), cancellationToken);
            var told = (await api.GetAsync(ApiPath.V1("hosts", id, "explain"), cancellationToken)).Object;
            var format = shell.FormatOf(parsed);
            if (DocumentText.Of(format, told) is { } document) shell.Terminal.Output.Write(document);
            else if (format == OutputFormat.Name) Line(shell.Terminal, told.Word("state") ?? "");
            else Tell(shell.Terminal, told);
            return 0;
        }, cancellationToken));
        return command;
    }

    private static void Tell(CliTerminal terminal, JsonObject told)
    {
        var now = terminal.Clock.GetUtcNow();
        var (state, actual, wanted) = (told.Word("state") ?? "", told["is"], told["should"]);
        Line(terminal, $"{told.Word("hostname")}  {told.Word("id")}");
        var shown = PlainText.Escape(state);
        var since = told.Time("since") is { } time ? $", for {Cell.Age(time, now)}" : "";
        terminal.Output.Write($"{(terminal.HasColour ? StateColours.Paint(shown) : shown)}{since}\n");
        Line(terminal, $"  why:   {told.Word("why")}");
        Line(terminal, $"  next:  {told.Word("next")}");
        var seen = actual.Time("lastSeen") is { } last ? $", last seen {Cell.Age(last, now)} ago" : "";
        var version = actual.Word("version") is { } running ? $", version {running}" : "";
        var held = actual.Number("revision") is > 0 and var revision ? $", has taken state {revision}" : "";
        Line(terminal, $"is:      {actual.Word("presence")}{seen}{version}{held}");
        foreach (var agent in actual?["subAgents"]?.AsArray() ?? [])
            Line(terminal, $"         {agent.Word("name")} {agent.Word("version")} {agent.Word("state")}");
        foreach (var fault in actual?["faults"]?.AsArray() ?? []) Line(terminal, $"         fault: {Cell.Text(fault)}");
        var layers = string.Join(", ", (wanted?["layers"]?.AsArray() ?? [])
            .Where(layer => layer.Number("head") > 0).Select(DescribeLayer));
        Line(terminal, layers.Length > 0
            ? $"should:  state {wanted.Number("revision")}, of the layers {layers}"
            : "should:  whatever it is: no layer says anything of it");
        foreach (var field in wanted?["fields"]?.AsArray() ?? [])
            Line(terminal, $"         {field.Word("field")} = {field.Word("value")}  ({field.Word("from")})");
    }

    private static string DescribeLayer(JsonNode? layer)
    {
        var (revision, head) = (layer.Number("revision"), layer.Number("head"));
        return $"{layer.Word("layer")} revision {revision}{(head > revision ? $" (newest is {head})" : "")}";
    }

    private static void Line(CliTerminal terminal, string text) => terminal.Output.Write(PlainText.Escape(text) + "\n");
}
