using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Runs;

/// <summary><c>aops playbooks list|show|drift</c>: what is signed, and which hosts differ from it.</summary>
internal static class PlaybookCommands
{
    public static Command Create(CliShell shell) => Words.Family(
        "playbooks", "Signed sets of Ansible, which hosts apply to themselves; aops run --runbook runs one.",
        CreateList(shell), CreateShow(shell), CreateDrift(shell));

    private static Command CreateList(CliShell shell)
    {
        var command = new Command("list", "Lists the signed playbooks.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            await RowStream.WriteAsync(
                shell, parsed, View, PlaybooksAsync(api, null, cancellationToken), limit: null,
                "no playbook is published: aops-release playbook add signs one", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateShow(CliShell shell)
    {
        var name = Words.Name("NAME", "Its name, or NAME@VERSION.");
        var command = new Command("show", "Shows a playbook: its parameters, and what hosts need.") { name };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var words = parsed.GetRequiredValue(name).Split('@');
            JsonObject? found = null;
            await foreach (var row in PlaybooksAsync(api, words[0], cancellationToken))
                if (words.Length == 1 || row.Word("version") == words[1]) found = row;
            if (found is null)
                throw new CliException(CliExitCodes.NotFound, $"no playbook {parsed.GetRequiredValue(name)} is published", "aops playbooks list");
            new ObjectView(Whole).Write(shell.Terminal, shell.FormatOf(parsed), found);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateDrift(CliShell shell)
    {
        var name = Words.Text("--playbook", "Only of this one.", "NAME");
        var host = Words.Text("--host", "Only this host.", "HOST");
        var state = Words.Text("--state", "drifted or in-sync; both without it.", "STATE");
        var command = new Command("drift", "Lists hosts with what a playbook would change on them, as it was found last.")
        {
            name, host, state,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var id = parsed.GetValue(host) is { } word
                ? await HostFinder.FindAsync(api, word, cancellationToken)
                : null;
            var path = ApiPath.V1("drift").With("playbook", parsed.GetValue(name)).With("host", id)
                .With("state", parsed.GetValue(state));
            var view = new ListView(
                [
                    Column.Of("PLAYBOOK", "playbook"),
                    Column.Of("VERSION", "version"),
                    Column.Of("HOST", "hostname"),
                    Column.Of("DRIFTED", "drifted"),
                    Column.OfAge("CHECKED", "checkedAt", shell.Terminal.Clock),
                    Column.OfAge("APPLIED", "appliedAt", shell.Terminal.Clock),
                    new Column("TASKS", row => string.Join(
                        "; ", (row["tasks"]?.AsArray() ?? []).Select(PlaybookText.TaskOf))),
                    Column.Of("RUN", "run") with { IsWide = true },
                    Column.Of("ID", "host") with { IsWide = true },
                ],
                "host");
            await RowStream.WriteAsync(
                shell, parsed, view, api.StreamAsync(path, "drift", cancellationToken), limit: null,
                "nothing was found; aops run --check --runbook NAME@VERSION looks for it", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static ListView View { get; } = new(
        [
            Column.Of("NAME", "name"), Column.Of("VERSION", "version"), Column.Of("TITLE", "title"),
            new Column("CHECK", row => row["playbook"]?["mayCheck"]?.GetValue<bool>() == true ? "yes" : "no"),
            new Column("PARAMETERS", Parameters),
        ],
        "name");

    private static ListView Whole { get; } = new(
        [
            .. View.Columns,
            Column.Of("DESCRIPTION", "description"),
            new Column("FILE", row => row["playbook"].Word("file") ?? "-"),
            new Column("NEEDS ANSIBLE", row => row["playbook"]?["requires"].Word("ansible") ?? "any"),
            new Column("COLLECTIONS", row => Join(row, "collections")),
            new Column("PYTHON MODULES", row => Join(row, "pythonModules")),
            new Column("COMMANDS", row => Join(row, "commands")),
            new Column("SHA256", row => row["playbook"].Word("sha256") ?? "-"),
        ],
        "name");

    private static string Parameters(JsonObject row) => string.Join(' ', (row["parameters"]?.AsArray() ?? [])
        .Select(parameter => $"{parameter.Word("name")}:{TypeOf(parameter)}"));

    private static string TypeOf(JsonNode? parameter) =>
        parameter?["isSecret"]?.GetValue<bool>() == true ? "secret" : parameter.Word("type") ?? "string";

    private static string Join(JsonObject row, string list) =>
        row["playbook"]?["requires"]?[list]?.AsArray() is { Count: > 0 } entries
            ? string.Join(", ", entries.Select(entry => (string?)entry))
            : "-";

    private static async IAsyncEnumerable<JsonObject> PlaybooksAsync(
        OperatorApi api, string? name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = ApiPath.V1("runbooks").With("name", name);
        await foreach (var row in api.StreamAsync(path, "runbooks", cancellationToken))
            if (row["playbook"] is not null) yield return row;
    }
}
