using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Alerts;

/// <summary><c>aops alert list|show|silence|silences|unsilence|rule …|webhook …</c>.</summary>
internal static class AlertCommands
{
    public static Command Create(CliShell shell) => Words.Family(
        "alert", "Alerts: what fires and why, silences, rules, webhooks.",
        CreateList(shell), CreateShow(shell), SilenceCommands.CreateSilence(shell),
        SilenceCommands.CreateSilences(shell), SilenceCommands.CreateUnsilence(shell),
        AlertRuleCommands.Create(shell), WebhookCommands.Create(shell));

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("ALERT", "name"),
            Column.Of("STATE", "state") with { IsState = true },
            Column.Of("SEVERITY", "severity"),
            Column.OfAge("SINCE", "since", shell.Terminal.Clock),
            Column.Of("WHY", "why") with { WidthMin = 24 },
            new Column("HOSTS", row => Cell.Text((row["hosts"] as JsonObject)?["q"])) { IsWide = true },
            Column.OfAge("FIRED", "firedAt", shell.Terminal.Clock) with { IsWide = true },
        ],
        "name");

    private static Command CreateList(CliShell shell)
    {
        var watch = new Watch(shell.Terminal);
        var states = Words.Text("--state", "Only these, with commas between: firing, pending, muted, resolved, ok.", "STATES");
        var command = new Command("list", "Lists the alert of each rule, by name.") { states, watch.Option };
        shell.Does(command, (parsed, api, cancellationToken) => watch.RunAsync(parsed, async () =>
        {
            var path = ApiPath.V1("alerts").With("state", parsed.GetValue(states));
            var rows = api.StreamAsync(path, "alerts", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, View(shell), rows, limit: null,
                "no alert is in such a state", cancellationToken);
            return CliExitCodes.Ok;
        }, cancellationToken));
        return command;
    }

    private static Command CreateShow(CliShell shell)
    {
        var name = Words.Name("ALERT", "Name of its rule.");
        var command = new Command("show", "Shows an alert: its state, why, and the query of its hosts.") { name };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await api.GetAsync(ApiPath.V1("alerts", parsed.GetRequiredValue(name)), cancellationToken);
            new ObjectView(
                View(shell), ("NOTE", "note"), ("THRESHOLD", "threshold"), ("VALUE", "value"), ("ENABLED", "enabled"))
                .Write(shell.Terminal, shell.FormatOf(parsed), answer.Object);
            return CliExitCodes.Ok;
        });
        return command;
    }
}
