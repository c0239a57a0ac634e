using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Access;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Alerts;

/// <summary><c>aops alert rule list|show|create|set|remove</c>.</summary>
internal static class AlertRuleCommands
{
    private const string Route = "alert-rules";

    // What a rule is written by; the other members are told of it.
    private static readonly string[] Written =
    [
        "note", "severity", "condition", "q", "of", "threshold", "share", "riseSeconds", "forSeconds",
        "enabled", "routes",
    ];

    public static Command Create(CliShell shell) => Words.Family(
        "rule", "Rules: what is looked at, when that is an alert, who is told.",
        CreateList(shell), CreateShow(shell), CreateCreate(shell), CreateSet(shell), CreateRemove(shell));

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("NAME", "name") with { WidthMin = 20 },
            new Column("HOLDS FROM", row => $"{Cell.Text(row["condition"])} {Cell.Text(row["threshold"])}" +
                ((bool?)row["share"] == true ? " %" : "")) { WidthMin = 14 },
            Column.Of("QUERY", "q") with { WidthMin = 16 },
            Column.Of("SEVERITY", "severity"),
            new Column("FOR", row => Cell.Span(TimeSpan.FromSeconds(row.Number("forSeconds")))) { WidthMin = 4 },
            new Column("ENABLED", row => (bool?)row["enabled"] == true ? "yes" : "no") { WidthMin = 7 },
            new Column("ROUTES", row => string.Join(' ', (row["routes"] as JsonArray ?? []).Select(Cell.Text))),
            Column.Of("OF", "of") with { IsWide = true },
            Column.Of("RISE", "riseSeconds") with { IsWide = true },
            Column.Of("NOTE", "note") with { IsWide = true },
            Column.OfAge("CHANGED", "changedAt", shell.Terminal.Clock) with { IsWide = true },
            Column.Of("BY", "changedBy") with { IsWide = true },
        ],
        "name");

    private static Argument<string> Name() => Words.Name("NAME", "Name of the rule.");

    private static Command CreateList(CliShell shell)
    {
        var command = new Command("list", "Lists rules by name.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var rows = api.StreamAsync(ApiPath.V1(Route), "rules", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, View(shell), rows, limit: null,
                "no rule; make one by: aops alert rule create NAME --condition CONDITION --threshold N", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateShow(CliShell shell)
    {
        var name = Name();
        var command = new Command("show", "Shows a rule.") { name };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await api.GetAsync(ApiPath.V1(Route, parsed.GetRequiredValue(name)), cancellationToken);
            new ObjectView(View(shell)).Write(shell.Terminal, shell.FormatOf(parsed), answer.Object);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateCreate(CliShell shell)
    {
        var (name, parts, dryRun) = (Name(), new AlertRuleParts(), Words.DryRun());
        var command = new Command("create", "Makes a rule; tells whether its condition holds now.") { name };
        foreach (var option in parts.All) command.Add(option);
        command.Add(dryRun);
        (parts.Condition.Required, parts.Threshold.Required) = (true, true);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject { ["name"] = parsed.GetRequiredValue(name) };
            parts.Lay(parsed, body);
            var path = ApiPath.V1(Route).With("dry_run", parsed.GetValue(dryRun));
            var answer = await api.SendAsync(HttpMethod.Post, path, body, revision: null, cancellationToken);
            Tell(shell, parsed, answer.Object, parsed.GetValue(dryRun) ? "would be made" : "was made");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateSet(CliShell shell)
    {
        var (name, parts, dryRun) = (Name(), new AlertRuleParts(), Words.DryRun());
        var command = new Command("set", "Changes a rule; what is not named stays.") { name };
        foreach (var option in parts.All) command.Add(option);
        command.Add(dryRun);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var present = await api.GetAsync(ApiPath.V1(Route, parsed.GetRequiredValue(name)), cancellationToken);
            var body = new JsonObject();
            foreach (var member in Written)
            {
                if (present.Object[member] is { } value) body[member] = value.DeepClone();
            }
            if (!parts.Lay(parsed, body)) throw CliException.Usage("name what to change, such as --threshold or --route");
            var path = ApiPath.V1(Route, parsed.GetRequiredValue(name)).With("dry_run", parsed.GetValue(dryRun));
            var answer = await api.SendAsync(HttpMethod.Put, path, body, present.Revision, cancellationToken);
            Tell(shell, parsed, answer.Object, parsed.GetValue(dryRun) ? "would be changed" : "was changed");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateRemove(CliShell shell) => EachId.Create(
        shell, "remove", "Removes rules; receivers of alerts that fire are told that they have ended.", "rule",
        new Argument<string[]>("NAME") { Description = "Names of rules." },
        async (api, name, cancellationToken) =>
        {
            var path = ApiPath.V1(Route, name);
            await api.SendAsync(HttpMethod.Delete, path, body: null, revision: null, cancellationToken);
            return $"the rule {name} was removed";
        });

    private static void Tell(CliShell shell, ParseResult parsed, JsonObject answer, string done) => Reply.Write(
        shell, parsed, answer,
        $"the rule {answer["rule"].Word("name")} {done}; its condition " +
        (answer["holds"] is { } holds ? (bool)holds ? "holds now" : "does not hold now" : "is not known now") +
        $": {answer.Word("why")}");
}
