using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Work;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Groups;

/// <summary><c>aops groups list|show|create|set|remove</c>.</summary>
internal static class GroupCommands
{
    public static Command Create(CliShell shell) => Words.Family(
        "groups", "Named queries with a rank; each may have a layer of what should be.",
        CreateList(shell), CreateShow(shell), CreateCreate(shell), CreateSet(shell), CreateRemove(shell));

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("NAME", "name"),
            Column.Of("RANK", "rank") with { WidthMin = 4 },
            Column.Of("HOSTS", "count") with { WidthMin = 5 },
            Column.Of("QUERY", "q") with { WidthMin = 16 },
            Column.Of("NOTE", "note"),
            Column.OfAge("CHANGED", "changedAt", shell.Terminal.Clock) with { IsWide = true },
            Column.Of("BY", "changedBy") with { IsWide = true },
            Column.Of("REVISION", "revision") with { IsWide = true },
        ],
        "name");

    private static Command CreateList(CliShell shell)
    {
        var watch = new Watch(shell.Terminal);
        var command = new Command("list", "Lists groups by ascending rank, with the number of their hosts.") { watch.Option };
        shell.Does(command, (parsed, api, cancellationToken) => watch.RunAsync(parsed, async () =>
        {
            var rows = api.StreamAsync(ApiPath.V1("groups").With("count", true), "groups", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, View(shell), rows, limit: null,
                "no group; make one by: aops groups create NAME -q QUERY --rank N", cancellationToken);
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command CreateShow(CliShell shell)
    {
        var name = Words.Group();
        var command = new Command("show", "Shows a group.") { name };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await api.GetAsync(ApiPath.V1("groups", parsed.GetRequiredValue(name)), cancellationToken);
            new ObjectView(View(shell)).Write(shell.Terminal, shell.FormatOf(parsed), answer.Object);
            return 0;
        });
        return command;
    }

    private static Command CreateCreate(CliShell shell)
    {
        var (name, parts, dryRun) = (Words.Group(), new GroupParts(), Words.DryRun());
        var command = new Command("create", "Makes a group.") { name, parts.Query, parts.Rank, parts.Note, dryRun };
        parts.Query.Required = true;
        parts.Rank.Required = true;
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject { ["name"] = parsed.GetRequiredValue(name) };
            parts.Lay(parsed, body);
            var path = ApiPath.V1("groups").With("dry_run", parsed.GetValue(dryRun));
            var answer = await api.SendAsync(HttpMethod.Post, path, body, revision: null, cancellationToken);
            var told = parsed.GetValue(dryRun) ? "would be made" : "was made";
            Reply.Write(shell, parsed, answer.Object,
                $"the group {answer.Object["group"].Word("name")} {told}, with {Plural.Hosts(answer.Object.Number("joining"))}");
            return 0;
        });
        return command;
    }

    private static Command CreateSet(CliShell shell)
    {
        var (name, parts) = (Words.Group(), new GroupParts());
        var (yes, dryRun, wait) = (Words.Yes(), Words.DryRun(), Words.Wait());
        var command = new Command("set", "Changes the query, the rank or the note of a group; what is not named stays.")
        {
            name, parts.Query, parts.Rank, parts.Note, yes, dryRun, wait,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1("groups", parsed.GetRequiredValue(name));
            var present = await api.GetAsync(path, cancellationToken);
            var body = new JsonObject
            {
                ["rank"] = present.Object.Number("rank"),
                ["q"] = present.Object.Word("q"),
                ["note"] = present.Object.Word("note"),
            };
            if (!parts.Lay(parsed, body)) throw CliException.Usage("name what to change: -q, --rank or --note");
            var preview = await api.SendAsync(
                HttpMethod.Put, ApiPath.V1("groups", parsed.GetRequiredValue(name)).With("dry_run", true), body,
                present.Revision, cancellationToken);
            var (joining, leaving) = (preview.Object.Number("joining"), preview.Object.Number("leaving"));
            var moves = $"{Plural.Hosts(joining)} joining, {leaving} leaving";
            if (parsed.GetValue(dryRun))
            {
                Reply.Write(shell, parsed, preview.Object, $"{moves}; nothing was changed");
                return 0;
            }
            Consent.Ask(shell.Terminal, $"{moves} the group", joining + leaving, parsed.GetValue(yes));
            var answer = await api.SendAsync(HttpMethod.Put, path, body, present.Revision, cancellationToken);
            Reply.Write(shell, parsed, answer.Object, $"the group {parsed.GetValue(name)} was changed: {moves}");
            return await OperationFollower.FollowAsync(
                shell, api, answer.Object.Word("operation"), parsed.GetValue(wait), cancellationToken);
        });
        return command;
    }

    private static Command CreateRemove(CliShell shell)
    {
        var name = Words.Group();
        var command = new Command("remove", "Removes a group whose layer says nothing; its hosts stay.") { name };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1("groups", parsed.GetRequiredValue(name));
            var present = await api.GetAsync(path, cancellationToken);
            await api.SendAsync(HttpMethod.Delete, path, body: null, present.Revision, cancellationToken);
            Reply.Write(shell, parsed, present.Object, $"the group {parsed.GetValue(name)} was removed");
            return 0;
        });
        return command;
    }
}
