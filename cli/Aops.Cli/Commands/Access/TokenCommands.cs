using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Access;

/// <summary><c>aops token create|list|revoke</c>: what hosts enrol with.</summary>
internal static class TokenCommands
{
    private const string Route = "/api/enrolment-tokens";
    private const int TokensMax = 1000;

    public static Command Create(CliShell shell) => Words.Family(
        "token", "Enrolment tokens, which hosts show at their installation.", CreateCreate(shell), CreateList(shell), CreateRevoke(shell),
        ApprovalCommands.CreateWaiting(shell), ApprovalCommands.CreateApprove(shell),
        ApprovalCommands.CreateRefuse(shell));

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("ID", "id") with { WidthMin = 32 },
            Column.OfAge("EXPIRES", "expiresAt", shell.Terminal.Clock) with { WidthMin = 8 },
            new Column("USES LEFT", row => $"{row.Number("usesLeft")} of {row.Number("usesMax")}"),
            Column.Of("STATE", "state"),
            new Column("LAST USE", row => Cell.Age(LastUse(row)?.Time("at"), shell.Terminal.Clock.GetUtcNow()))
            {
                Data = row => Cell.Text(LastUse(row)?["at"]), WidthMin = 6,
            },
            Column.Of("LABELS", "labels"),
            Column.Of("NOTE", "note"),
            Column.Of("APPROVAL", "approval") with { IsWide = true },
            Column.Of("NETWORKS", "networks") with { IsWide = true },
            new Column("LAST ADDRESS", row => Cell.Text(LastUse(row)?["address"])) { IsWide = true },
            new Column("LAST HOST", row => Cell.Text(LastUse(row)?["hostname"])) { IsWide = true },
            Column.Of("HOST", "agentId") with { IsWide = true },
        ],
        "id");

    private static JsonObject? LastUse(JsonObject token) => token["lastUse"] as JsonObject;

    private static Command CreateCreate(CliShell shell)
    {
        var ttl = Words.Time("--ttl", "Its lifetime.", TimeSpan.FromSeconds(1));
        var uses = Words.Number("--uses", "How many hosts may enrol with it.", "N", 1, 1_000_000);
        var note = Words.Text("--note", "What it is for.", "TEXT");
        var labels = new Option<string[]>("--label", "-l")
        {
            Description = "A label that its hosts get; may be given again.", HelpName = "NAME=VALUE",
        };
        var host = Words.Text("--host", "Gives the identity of this host again, once.", "HOST");
        var networks = new Option<string[]>("--network")
        {
            Description = "A network from which it may be shown, any without it; may be given again.",
            HelpName = "ADDRESS[/BITS]",
        };
        var approval = new Option<string?>("--approval")
        {
            Description = "Who lets a host in: the token alone (auto, the default), or an operator for each host (manual).",
            HelpName = "auto|manual",
        };
        approval.AcceptOnlyFromAmong("auto", "manual");
        var command = new Command("create", "Makes a token, and writes it to standard output; it is shown here alone.")
        {
            ttl, uses, note, labels, host, networks, approval,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(ttl) is { } time) body["ttlSeconds"] = (long)time.TotalSeconds;
            if (parsed.GetValue(uses) is { } number) body["uses"] = number;
            if (parsed.GetValue(note) is { } text) body["note"] = text;
            if (parsed.GetValue(labels) is { Length: > 0 } given) body["labels"] = ParseLabels(given);
            if (parsed.GetValue(networks) is { Length: > 0 } from)
                body["networks"] = new JsonArray([.. from.Select(network => JsonValue.Create(network))]);
            if (parsed.GetValue(approval) is { } who) body["approval"] = who;
            if (parsed.GetValue(host) is { } word)
                body["agentId"] = await HostFinder.FindAsync(api, word, cancellationToken);
            var answer = (await api.SendAsync(HttpMethod.Post, Route, body, revision: null, cancellationToken)).Object;
            var details = answer["details"];
            Reply.Write(shell, parsed, answer, answer.Word("token") ?? "");
            shell.Terminal.Say($"token {details.Word("id")}: {Plural.Of(details.Number("usesMax"), "use")}, until {details.Word("expiresAt")}");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static JsonObject ParseLabels(string[] words)
    {
        var labels = new JsonObject();
        foreach (var word in words)
        {
            if (word.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at))
                throw CliException.Usage($"--label takes NAME=VALUE, and not '{word}'");
            labels[word[..at]] = word[(at + 1)..];
        }
        return labels;
    }

    private static Command CreateList(CliShell shell)
    {
        var command = new Command("list", "Lists enrolment tokens, the newest first, without their secrets.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await api.GetAsync(ApiPath.Earlier(Route).With("limit", TokensMax), cancellationToken);
            var tokens = answer.List("tokens").ToList();
            View(shell).Write(shell.Terminal, shell.FormatOf(parsed), tokens);
            if (tokens.Count == 0) shell.Terminal.Say("no token; make one by: aops token create");
            if (tokens.Count == TokensMax) shell.Terminal.Say($"these are the newest {TokensMax}; there may be more");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateRevoke(CliShell shell) => EachId.Create(
        shell, "revoke", "Removes enrolment tokens; hosts that enrolled with them stay.", "token",
        new Argument<string[]>("ID") { Description = "Ids of tokens." },
        async (api, id, cancellationToken) =>
        {
            var path = $"{Route}/{Uri.EscapeDataString(id)}";
            await api.SendAsync(HttpMethod.Delete, path, body: null, revision: null, cancellationToken);
            return $"token {id} is void";
        });
}
