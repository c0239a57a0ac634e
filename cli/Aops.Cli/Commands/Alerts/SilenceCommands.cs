using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Access;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Alerts;

/// <summary><c>aops alert silence|silences|unsilence</c>.</summary>
internal static class SilenceCommands
{
    internal static Command CreateSilence(CliShell shell)
    {
        var name = new Argument<string?>("ALERT")
        {
            Description = "Name of its rule; without it, all rules that look at hosts.", Arity = ArgumentArity.ZeroOrOne,
        };
        var query = Words.Query("Only these hosts: they count for nothing.");
        var time = Words.Time("--for", "How long, at most 90 d.", TimeSpan.FromSeconds(1));
        var (message, dryRun) = (Words.Message(), Words.DryRun());
        (time.Required, message.Required) = (true, true);
        var command = new Command("silence", "Silences an alert, or hosts, for a time.") { name, query, time, message, dryRun };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var (alert, hosts) = (parsed.GetValue(name), parsed.GetValue(query));
            if (alert is null && hosts is null) throw CliException.Usage("name an alert, hosts by -q, or both");
            var until = shell.Terminal.Clock.GetUtcNow() + parsed.GetValue(time)!.Value;
            var body = new JsonObject
            {
                ["until"] = until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ["reason"] = parsed.GetValue(message),
            };
            if (alert is not null) body["rule"] = alert;
            if (hosts is not null) body["q"] = hosts;
            var path = ApiPath.V1("silences").With("dry_run", parsed.GetValue(dryRun));
            var answer = await api.SendAsync(HttpMethod.Post, path, body, revision: null, cancellationToken);
            var silence = answer.Object["silence"];
            Reply.Write(shell, parsed, answer.Object, parsed.GetValue(dryRun)
                ? $"it would be silent until {silence.Word("until")}; nothing was changed"
                : $"silent until {silence.Word("until")}; aops alert unsilence {silence.Word("id")} ends it");
            return CliExitCodes.Ok;
        });
        return command;
    }

    internal static Command CreateSilences(CliShell shell)
    {
        var command = new Command("silences", "Lists silences by their ends, also those of the last 7 days.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var rows = api.StreamAsync(ApiPath.V1("silences"), "silences", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, View(shell), rows, limit: null,
                "no silence; make one by: aops alert silence ALERT --for 2h -m WHY", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    internal static Command CreateUnsilence(CliShell shell) => EachId.Create(
        shell, "unsilence", "Ends silences.", "silence",
        new Argument<string[]>("ID") { Description = "Ids of silences." },
        async (api, id, cancellationToken) =>
        {
            var path = ApiPath.V1("silences", id);
            await api.SendAsync(HttpMethod.Delete, path, body: null, revision: null, cancellationToken);
            return $"the silence {id} was ended";
        });

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("ID", "id") with { WidthMin = 32 },
            Column.Of("ALERT", "rule"),
            Column.Of("HOSTS", "q"),
            Column.OfAge("UNTIL", "until", shell.Terminal.Clock) with { WidthMin = 8 },
            Column.Of("BY", "author"),
            Column.Of("WHY", "reason"),
            Column.OfAge("MADE", "createdAt", shell.Terminal.Clock) with { IsWide = true },
        ],
        "id");
}
