using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Hosts;

/// <summary><c>aops hosts timeline HOST</c>: what happened to a host, and what operators did to it.</summary>
internal static class TimelineCommand
{
    private const int RowsMax = 1000;
    private const int RowsDefault = 50;

    public static Command Create(CliShell shell)
    {
        var host = Words.Host();
        var limit = Words.Number("--limit", $"How many of the newest; {RowsDefault} without it.", "N", 1, RowsMax);
        var command = new Command("timeline", "Lists what happened to a host and who did it, the newest first.")
        {
            host, limit,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var id = await HostFinder.FindAsync(api, parsed.GetRequiredValue(host), cancellationToken);
            var path = ApiPath.V1("hosts", id, "timeline").With("limit", parsed.GetValue(limit) ?? RowsDefault);
            var events = (await api.GetAsync(path, cancellationToken)).List("events").ToList();
            View(shell).Write(shell.Terminal, shell.FormatOf(parsed), events);
            if (events.Count == 0) shell.Terminal.Say("nothing is known of it");
            return 0;
        });
        return command;
    }

    private static ListView View(CliShell shell) => new(
        [
            Column.OfAge("AGE", "at", shell.Terminal.Clock),
            Column.Of("KIND", "kind"),
            Column.Of("BY", "actor"),
            new Column("CAUSE", Cause),
            Column.Of("MESSAGE", "message"),
            Column.Of("ID", "id") with { IsWide = true },
        ],
        "id");

    private static string Cause(JsonObject entry)
    {
        var cause = entry["cause"];
        return cause.Word("layer") is { } layer ? $"{layer} revision {cause.Number("revision")}"
            : cause.Word("commandId") is { } command ? $"command {command}"
            : Cell.Text(null);
    }
}
