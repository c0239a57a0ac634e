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
/// <c>aops events -f</c>: the newest events, and those that come. It goes on from the last event that was shown, so that a broken
/// connection or a restart of the server loses none.
/// </summary>
internal sealed class EventCommand
{
    private const int WaitSeconds = 30;
    private const int PageMax = 1000;
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(2);

    private readonly CliShell _shell;
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Waits for more, until Ctrl-C." };
    private readonly Option<string?> _host = Words.Text("--host", "Events of one host: its id, the beginning of one, or its name.", "HOST");
    private readonly Option<string?> _kinds = Words.Text("--kind", "Kinds, with commas between, such as upgrade,offline.", "KINDS");
    private readonly Option<long?> _after = Words.Number("--after", "Events with greater ids, the oldest first.", "ID", 0, long.MaxValue);
    private readonly Option<long?> _limit = Words.Number("--limit", "How many of the newest to begin with; 100 without it.", "N", 1, PageMax);

    private EventCommand(CliShell shell) => _shell = shell;

    public static Command Create(CliShell shell)
    {
        var verb = new EventCommand(shell);
        var command = new Command("events", "Shows what happened, and follows what happens.")
        {
            verb._follow, verb._host, verb._kinds, verb._after, verb._limit,
        };
        shell.Does(command, verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, OperatorApi api, CancellationToken cancellationToken)
    {
        var host = parsed.GetValue(_host) is { } word ? await HostFinder.FindAsync(api, word, cancellationToken) : null;
        var kinds = parsed.GetValue(_kinds)?.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var writer = Open(parsed);
        var after = parsed.GetValue(_after);
        var follows = parsed.GetValue(_follow);
        var wait = 0;
        try
        {
            while (true)
            {
                var limit = wait > 0 || after is not null ? PageMax : parsed.GetValue(_limit) ?? 100;
                var answer = await ReadAsync(api, host, kinds, after, limit, wait, cancellationToken);
                var events = answer.List("events").ToList();
                // An earlier server does not choose kinds.
                foreach (var entry in events.Where(entry => kinds is null || kinds.Contains(entry.Word("kind"))))
                    writer.Write(entry);
                if (events.Count > 0 || after is null) after = Math.Max(after ?? 0, answer.Object.Number("next"));
                if (_shell.Terminal.IsReaderGone()) break;
                // A full page after a given event has more behind it.
                if (!follows && (parsed.GetValue(_after) is null || events.Count < PageMax)) break;
                wait = follows ? WaitSeconds : 0;
            }
        }
        catch (OperationCanceledException) when (follows)
        {
            _shell.Terminal.Say($"go on by: aops events -f --after {after ?? 0}");
            throw;
        }
        writer.End();
        return 0;
    }

    private async Task<ApiAnswer> ReadAsync(
        OperatorApi api, string? host, string[]? kinds, long? after, long limit, int wait,
        CancellationToken cancellationToken)
    {
        var path = ApiPath.V1("events").With("host", host).With("kind", kinds is null ? null : string.Join(',', kinds));
        var earlier = ApiPath.Earlier("/api/events").With("agent", host);
        foreach (var form in new[] { path, earlier })
            form.With("after", after).With("limit", limit).With("wait", wait > 0 ? wait : (long?)null);
        while (true)
        {
            try
            {
                return await api.GetAsync(path, earlier, cancellationToken);
            }
            catch (CliException e) when (wait > 0 && e is { ExitCode: CliExitCodes.Error })
            {
                _shell.Terminal.Say($"{e.Message}; trying again");
                await Task.Delay(PauseAfterFault, _shell.Terminal.Clock, cancellationToken);
            }
        }
    }

    // A table waits for its first rows: events are told at once.
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
            Column.Of("ID", "id"), Column.Of("AT", "at"), Column.Of("KIND", "kind"), Column.Of("HOSTNAME", "hostname"),
            Column.Of("HOST", "agentId"), Column.Of("MESSAGE", "message"),
        ],
        "id");

    private static string Line(JsonObject entry)
    {
        var at = entry.Time("at")?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var often = entry.Number("count") is > 1 and var count ? $" ({count} times)" : "";
        return PlainText.Escape(
            $"{at}  {entry.Word("kind"),-16}  {Cell.Text(entry["hostname"]),-12}  {entry.Word("message")}{often}");
    }
}
