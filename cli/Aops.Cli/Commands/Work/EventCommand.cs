using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Output;
using Aops.Native.Programs;

namespace Aops.Cli.Commands.Work;

/// <summary><c>aops events -f</c>: the newest events, and those that come.</summary>
internal sealed class EventCommand
{
    private readonly Option<string?> _host = Words.Text("--host", "Events of one host: its id, the beginning of one, or its name.", "HOST");
    private readonly Option<string?> _kinds = Words.Text("--kind", "Kinds, with commas between, such as upgrade,offline.", "KINDS");
    private readonly RowFollower _follower;

    private EventCommand(CliShell shell) => _follower = new RowFollower(shell, "events", View, Line)
    {
        After = Words.Number("--after", "Events with greater ids, the oldest first.", "ID", 0, long.MaxValue),
    };

    public static Command Create(CliShell shell)
    {
        var verb = new EventCommand(shell);
        var command = new Command("events", "Shows what happened, and follows what happens.")
        {
            verb._follower.Follow, verb._host, verb._kinds, verb._follower.After, verb._follower.Limit,
        };
        shell.Does(command, verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, OperatorApi api, CancellationToken cancellationToken)
    {
        var host = parsed.GetValue(_host) is { } word ? await HostFinder.FindAsync(api, word, cancellationToken) : null;
        var kinds = parsed.GetValue(_kinds)?.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return await _follower.RunAsync(
            parsed, place => ReadAsync(api, host, kinds, place, cancellationToken), cancellationToken);
    }

    private static async Task<FollowedPage> ReadAsync(
        OperatorApi api, string? host, string[]? kinds, PagePlace place, CancellationToken cancellationToken)
    {
        var path = ApiPath.V1("events").With("host", host).With("kind", kinds is null ? null : string.Join(',', kinds));
        var earlier = ApiPath.Earlier("/api/events").With("agent", host);
        var answer = await api.GetAsync(place.In(path), place.In(earlier), cancellationToken);
        var events = answer.List("events").ToList();
        var last = events.Count > 0 || place.After is null
            ? Math.Max(place.After ?? 0, answer.Object.Number("next"))
            : place.After.Value;
        // An earlier server does not choose kinds.
        var chosen = events.Where(entry => kinds is null || kinds.Contains(entry.Word("kind")));
        return new FollowedPage([.. chosen], events.Count, last);
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
