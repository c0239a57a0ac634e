using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Desired;

/// <summary><c>aops desired get|diff|apply|history|revert LAYER</c>.</summary>
internal static class DesiredCommands
{
    public static Command Create(CliShell shell) => Words.Family(
        "desired", "What hosts should be, by layers: fleet, group:NAME, host:HOST.",
        CreateGet(shell), CreateDiff(shell), CreateApply(shell), CreateHistory(shell), CreateRevert(shell));

    private static Option<long?> Revision(string name, string description) =>
        Words.Number(name, description, "N", 0, long.MaxValue);

    private static Command CreateGet(CliShell shell)
    {
        var layer = Words.Layer();
        var revision = Revision("--revision", "An earlier revision.");
        var command = new Command("get", "Shows what a layer says, as YAML that apply takes.") { layer, revision };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var name = await LayerName.FindAsync(api, parsed.GetRequiredValue(layer), cancellationToken);
            var path = parsed.GetValue(revision) is { } number
                ? ApiPath.V1("layers", name, "revisions", $"{number}")
                : ApiPath.V1("layers", name);
            var answer = (await api.GetAsync(path, cancellationToken)).Object;
            var format = shell.FormatOf(parsed, OutputFormat.Yaml);
            shell.Terminal.Output.Write(format == OutputFormat.Name
                ? $"{answer.Number("revision")}\n"
                : DocumentText.Of(format, answer) ?? YamlText.Of(answer));
            return 0;
        });
        return command;
    }

    private static Command CreateDiff(CliShell shell)
    {
        var layer = Words.Layer();
        var from = Revision("--from", "The earlier revision; without it the one before.");
        var to = Revision("--to", "The later revision; without it the newest.");
        var file = Words.Text("--file",
            "Compares the newest revision with this file, tells which hosts would change, and fails where apply would.", "FILE", "-f");
        var command = new Command("diff", "Tells what differs between two revisions, or what a file would change.") { layer, from, to, file };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var name = await LayerName.FindAsync(api, parsed.GetRequiredValue(layer), cancellationToken);
            JsonObject answer;
            Func<Task>? refusal = null;
            if (parsed.GetValue(file) is { } source)
            {
                var content = LayerFile.Read(shell.Terminal, source, name);
                var body = new JsonObject { ["document"] = content.Document, ["strategy"] = "all-at-once" };
                ApiPath Trial(bool isTaken) => ApiPath.V1("layers", name).With("dry_run", true)
                    .With("force", isTaken).With("supersede", isTaken);
                Task<ApiAnswer> TryAsync(bool isTaken) =>
                    api.SendAsync(HttpMethod.Put, Trial(isTaken), body, revision: null, cancellationToken);
                answer = (await TryAsync(isTaken: true)).Object;
                // What 'apply' would refuse is refused here, too, once the difference is shown.
                refusal = async () =>
                {
                    await content.FindPresentAsync(api, cancellationToken);
                    await TryAsync(isTaken: false);
                };
            }
            else
            {
                var path = ApiPath.V1("layers", name, "diff")
                    .With("from", parsed.GetValue(from)).With("to", parsed.GetValue(to));
                answer = (await api.GetAsync(path, cancellationToken)).Object;
            }
            var lines = LayerView.Changes(answer["changes"]).ToList();
            var reach = answer["changing"] is null ? "" : $"{answer.Number("changing")} of {Plural.Hosts(answer.Number("hosts"))} would change";
            if (reach.Length > 0) shell.Terminal.Say(reach);
            Reply.Write(shell, parsed, answer, lines.Count == 0 ? "no difference" : string.Join('\n', lines));
            if (refusal is not null) await refusal();
            return 0;
        });
        return command;
    }

    private static Command CreateApply(CliShell shell)
    {
        var write = new LayerWrite(shell);
        var file = Words.Text("--file", "The document: YAML or JSON; - is standard input.", "FILE", "-f");
        file.Required = true;
        var command = new Command("apply", "Writes the whole document of a layer: a new revision.") { file };
        write.AddTo(command);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var name = await LayerName.FindAsync(api, parsed.GetRequiredValue(write.Layer), cancellationToken);
            var content = LayerFile.Read(shell.Terminal, parsed.GetRequiredValue(file)!, name);
            var present = await content.FindPresentAsync(api, cancellationToken);
            var body = new JsonObject { ["document"] = content.Document };
            return await write.RunAsync(
                parsed, api, HttpMethod.Put, name, [], body, present.Revision, cancellationToken);
        });
        return command;
    }

    private static Command CreateHistory(CliShell shell)
    {
        var layer = Words.Layer();
        var limit = Words.Number("--limit", "At most so many.", "N", 1, 1_000_000);
        var command = new Command("history", "Lists the revisions of a layer, the newest first.") { layer, limit };
        var view = new ListView(
            [
                Column.Of("REVISION", "revision"),
                Column.OfAge("CHANGED", "changedAt", shell.Terminal.Clock),
                Column.Of("AUTHOR", "author"),
                Column.Of("STRATEGY", "strategy"),
                Column.Of("MESSAGE", "message") with { WidthMin = 16 },
                Column.Of("REVERT OF", "revertOf") with { IsWide = true },
            ],
            "revision");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var name = await LayerName.FindAsync(api, parsed.GetRequiredValue(layer), cancellationToken);
            var rows = api.StreamAsync(ApiPath.V1("layers", name, "revisions"), "revisions", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, view, rows, parsed.GetValue(limit),
                $"{name} says nothing yet", cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command CreateRevert(CliShell shell)
    {
        var write = new LayerWrite(shell);
        var revision = Revision("--to", "The revision whose content the new one has.");
        revision.Required = true;
        var command = new Command("revert", "Makes a new revision with the content of an earlier one.") { revision };
        write.AddTo(command);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var name = await LayerName.FindAsync(api, parsed.GetRequiredValue(write.Layer), cancellationToken);
            var present = await api.GetAsync(ApiPath.V1("layers", name), cancellationToken);
            return await write.RunAsync(parsed, api, HttpMethod.Post, name, ["revert"],
                new JsonObject { ["revision"] = parsed.GetValue(revision) }, present.Revision, cancellationToken);
        });
        return command;
    }
}
