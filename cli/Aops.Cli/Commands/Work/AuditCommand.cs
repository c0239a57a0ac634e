using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Native.Programs;

namespace Aops.Cli.Commands.Work;

/// <summary><c>aops audit -f</c>: who changed what, and who does.</summary>
internal sealed class AuditCommand
{
    private readonly Option<string?> _actor = Words.Text("--actor",
        "Acts of one operator, host, enrolment token or local user.", "NAME");

    private readonly Option<string?> _object = Words.Text("--object",
        "Acts on one thing, such as group:web.", "OBJECT");

    private readonly Option<string?> _host = Words.Text("--host",
        "Acts that concerned one host, also one that is no more: its id or name.", "HOST");

    private readonly Option<string?> _kinds = Words.Text("--kind",
        "Kinds, with commas between, such as group.create,host.remove.", "KINDS");

    private readonly Option<string?> _since = Words.Text("--since",
        "The first time, such as 2026-11-27T00:00:00Z.", "TIME");
    private readonly Option<string?> _until = Words.Text("--until", "The time that rows are before.", "TIME");

    private readonly RowFollower _follower;

    private AuditCommand(CliShell shell) => _follower = new RowFollower(shell, "audit", View, Line)
    {
        After = Words.Number("--after",
            "All rows with greater ids, the oldest first; 0 for every row.", "ID", 0, long.MaxValue),
    };

    public static Command Create(CliShell shell)
    {
        var verb = new AuditCommand(shell);
        var command = new Command("audit", "Shows who changed what, from where and why, and follows who does.")
        {
            verb._follower.Follow, verb._actor, verb._object, verb._host, verb._kinds, verb._since, verb._until,
            verb._follower.After, verb._follower.Limit,
        };
        shell.Does(command, verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, OperatorApi api, CancellationToken cancellationToken)
    {
        var host = parsed.GetValue(_host) is { } word ? await FindAsync(api, word, cancellationToken) : null;
        return await _follower.RunAsync(parsed, async place =>
        {
            var answer = await api.GetAsync(place.In(PathOf(parsed, host)), cancellationToken);
            var rows = answer.List("rows").ToList();
            // The newest are told the newest first.
            if (place.After is null) rows.Reverse();
            return new FollowedPage(rows, rows.Count, rows.Count > 0 ? rows[^1].Number("id") : place.After ?? 0);
        }, cancellationToken);
    }

    private ApiPath PathOf(ParseResult parsed, string? host) => ApiPath.V1("audit")
        .With("actor", parsed.GetValue(_actor)).With("object", parsed.GetValue(_object)).With("host", host)
        .With("kind", parsed.GetValue(_kinds)).With("since", parsed.GetValue(_since))
        .With("until", parsed.GetValue(_until));

    // A host that was removed is found by nothing but its id.
    private static async Task<string> FindAsync(OperatorApi api, string word, CancellationToken cancellationToken)
    {
        try
        {
            return await HostFinder.FindAsync(api, word, cancellationToken);
        }
        catch (CliException e) when (e.ExitCode == CliExitCodes.NotFound)
        {
            return word;
        }
    }

    private static readonly ListView View = new(
        [
            Column.Of("ID", "id"), Column.Of("AT", "at"), Column.Of("KIND", "kind"), Column.Of("OBJECT", "object"),
            Column.Of("BY", "actor"), Column.Of("ADDRESS", "address"), Column.Of("HOSTS", "hosts"),
            Column.Of("QUERY", "query"), Column.Of("OPERATION", "operation"), Column.Of("REQUEST", "requestId"),
            Column.Of("REASON", "reason"), Column.Of("HASH", "hash"),
        ],
        "id");

    private static string Line(JsonObject row)
    {
        var at = row.Time("at")?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var hosts = row.Number("hosts") is > 1 and var count ? $" ({count} hosts)" : "";
        var why = row.Word("reason") is { } reason ? $": {reason}" : "";
        return PlainText.Escape(
            $"{at}  {row.Word("kind"),-20}  {row.Word("object")}{hosts}  by {row.Word("actorKind")} {row.Word("actor")}{why}");
    }
}
