using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Native.Programs;

namespace Aops.Cli.Commands.Work;

/// <summary>
/// <c>aops audit -f</c>: who changed what, and who does. It goes on from the last row that was shown, so that a broken
/// connection or a restart of the server loses none.
/// </summary>
internal sealed class AuditCommand
{
    private const int WaitSeconds = 30;
    private const int PageMax = 1000;
    private const int RowsDefault = 100;
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(2);

    private readonly CliShell _shell;
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Waits for more, until Ctrl-C." };

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

    private readonly Option<long?> _after = Words.Number("--after",
        "All rows with greater ids, the oldest first; 0 for every row.", "ID", 0, long.MaxValue);

    private readonly Option<long?> _limit = Words.Number("--limit",
        $"How many of the newest to begin with; {RowsDefault} without it.", "N", 1, PageMax);

    private AuditCommand(CliShell shell) => _shell = shell;

    public static Command Create(CliShell shell)
    {
        var verb = new AuditCommand(shell);
        var command = new Command("audit", "Shows who changed what, from where and why, and follows who does.")
        {
            verb._follow, verb._actor, verb._object, verb._host, verb._kinds, verb._since, verb._until, verb._after,
            verb._limit,
        };
        shell.Does(command, verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, OperatorApi api, CancellationToken cancellationToken)
    {
        var host = parsed.GetValue(_host) is { } word ? await FindAsync(api, word, cancellationToken) : null;
        var (after, follows) = (parsed.GetValue(_after), parsed.GetValue(_follow));
        var writer = Open(parsed);
        var wait = 0;
        try
        {
            while (true)
            {
                var path = PathOf(parsed, host).With("after", after).With("wait", wait > 0 ? wait : (long?)null)
                    .With("limit", after is null ? parsed.GetValue(_limit) ?? RowsDefault : PageMax);
                var rows = (await ReadAsync(api, path, wait > 0, cancellationToken)).List("rows").ToList();
                // The newest are told the newest first.
                if (after is null) rows.Reverse();
                foreach (var row in rows) writer.Write(row);
                if (_shell.Terminal.IsReaderGone()) break;
                var isFull = after is not null && rows.Count == PageMax;
                after = rows.Count > 0 ? rows[^1].Number("id") : after ?? 0;
                if (!follows && !isFull) break;
                wait = follows && !isFull ? WaitSeconds : 0;
            }
        }
        catch (OperationCanceledException) when (follows)
        {
            _shell.Terminal.Say($"go on by: aops audit -f --after {after ?? 0}");
            throw;
        }
        writer.End();
        return 0;
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

    private async Task<ApiAnswer> ReadAsync(
        OperatorApi api, ApiPath path, bool triesAgain, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await api.GetAsync(path, cancellationToken);
            }
            catch (CliException e) when (triesAgain && e is { ExitCode: CliExitCodes.Error })
            {
                _shell.Terminal.Say($"{e.Message}; trying again");
                await Task.Delay(PauseAfterFault, _shell.Terminal.Clock, cancellationToken);
            }
        }
    }

    // A table waits for its first rows: acts are told at once.
    private IRowWriter Open(ParseResult parsed)
    {
        var output = _shell.Terminal.Output;
        return _shell.FormatOf(parsed) switch
        {
            OutputFormat.Table or OutputFormat.Wide => new LineWriter(output, Line),
            OutputFormat.Json or OutputFormat.Ndjson => new LineWriter(output, JsonText.OfLine),
            var format => View.Open(_shell.Terminal, format),
        };
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
