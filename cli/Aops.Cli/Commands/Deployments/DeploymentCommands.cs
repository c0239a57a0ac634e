using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Deployments;

/// <summary><c>aops deployments</c>: services that signed runbooks bring to hosts.</summary>
internal static class DeploymentCommands
{
    public static Command Create(CliShell shell) => Words.Family(
        "deployments", "Services that signed runbooks bring to hosts, start, stop and look at.",
        CreateList(shell), CreateShow(shell), CreateHosts(shell), CreateCreate(shell), CreateReplace(shell),
        CreateRemove(shell), DeploymentVerbCommands.Create(shell, "deploy", "Brings it to its hosts; once more, it is a redeployment."),
        DeploymentVerbCommands.Create(shell, "start", "Starts it on its hosts."),
        DeploymentVerbCommands.Create(shell, "stop", "Stops it on its hosts."),
        DeploymentVerbCommands.Create(shell, "status", "Asks its hosts how it is."),
        DeploymentVerbCommands.CreateAny(shell), DeploymentLogCommand.Create(shell));

    /// <summary>The name of a deployment.</summary>
    public static Argument<string> Name() => Words.Name("NAME", "Name of the deployment.");

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("NAME", "name"),
            new Column("KIND", row => row["runbook"].Word("name") ?? "-"),
            new Column("VERSION", row => row["runbook"].Word("version") ?? "-"),
            new Column("QUERY", row => row.Word("q") is { Length: > 0 } query ? query : "every host"),
            new Column("HOSTS", DeploymentText.Hosts),
            new Column("LAST RUN", DeploymentText.LastRun) { IsState = true },
            Column.OfAge("CHANGED", "changedAt", shell.Terminal.Clock),
            Column.Of("BY", "changedBy"),
            Column.Of("RUNS", "runs") with { IsWide = true },
            new Column("RUN", row => row["lastRun"].Word("id") ?? "-") { IsWide = true },
            new Column("PARAMETERS", DeploymentText.Parameters) { IsWide = true },
            Column.Of("REVISION", "revision") with { IsWide = true },
            Column.OfAge("CREATED", "createdAt", shell.Terminal.Clock) with { IsWide = true },
            Column.Of("CREATED BY", "createdBy") with { IsWide = true },
            Column.Of("NOTE", "note") with { IsWide = true },
        ],
        "name");

    private static Command CreateList(CliShell shell)
    {
        var watch = new Watch(shell.Terminal);
        var kind = Words.Text("--kind", "Only those of this runbook.", "NAME");
        var command = new Command("list", "Lists deployments, each with its hosts by state.") { kind, watch.Option };
        shell.Does(command, (parsed, api, cancellationToken) => watch.RunAsync(parsed, async () =>
        {
            var path = ApiPath.V1("deployments").With("kind", parsed.GetValue(kind));
            var rows = api.StreamAsync(path, "deployments", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, View(shell), rows, limit: null,
                "no deployment; make one by: aops deployments create NAME --runbook NAME@VERSION -q QUERY", cancellationToken);
            return CliExitCodes.Ok;
        }, cancellationToken));
        return command;
    }

    private static Command CreateShow(CliShell shell)
    {
        var name = Name();
        var command = new Command("show", "Shows a deployment, and what can be done with it.") { name };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1("deployments", parsed.GetRequiredValue(name));
            var answer = (await api.GetAsync(path, cancellationToken)).Object;
            var format = shell.FormatOf(parsed);
            var isTable = format is OutputFormat.Table or OutputFormat.Wide;
            new ObjectView(View(shell)).Write(
                shell.Terminal, format, isTable ? answer["deployment"]!.AsObject() : answer);
            var verbs = answer["verbs"]!.AsArray().Select(verb => (string?)verb).ToList();
            if (isTable)
            {
                shell.Terminal.Say(verbs.Count > 0
                    ? $"what can be done: {string.Join(", ", verbs)}"
                    : "nothing can be done: its runbook is not published any more");
            }
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateHosts(CliShell shell)
    {
        var name = Name();
        var state = Words.Text("--state", "absent, deployed, outdated or failed; all without it.", "STATE");
        var host = Words.Text("--host", "Only this host.", "HOST");
        var command = new Command("hosts", "Lists the hosts of a deployment, each with its state.") { name, state, host };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var id = parsed.GetValue(host) is { } word
                ? await HostFinder.FindAsync(api, word, cancellationToken)
                : null;
            var path = ApiPath.V1("deployments", parsed.GetRequiredValue(name), "hosts")
                .With("state", parsed.GetValue(state)).With("host", id);
            var view = new ListView(
                [
                    Column.Of("HOST", "hostname"),
                    Column.Of("STATE", "state") with { IsState = true },
                    new Column("LAST VERB", DeploymentText.LastVerb),
                    Column.OfAge("AT", "at", shell.Terminal.Clock),
                    Column.OfAge("DEPLOYED", "deployedAt", shell.Terminal.Clock),
                    Column.Of("REVISION", "deployedRevision"),
                    Column.Of("WHY", "reason"),
                    new Column("IN QUERY", DeploymentText.IsInQuery) { IsWide = true },
                    Column.Of("RUN", "run") with { IsWide = true },
                    Column.Of("ID", "host") with { IsWide = true },
                ],
                "host");
            await RowStream.WriteAsync(
                shell, parsed, view, api.StreamAsync(path, "hosts", cancellationToken), limit: null,
                "no such host", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateCreate(CliShell shell)
    {
        var (name, parts, dryRun) = (Name(), new DeploymentParts(shell), Words.DryRun());
        var command = new Command("create", "Makes a deployment; nothing is run by it.") { name };
        parts.AddTo(command);
        command.Add(dryRun);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var body = parts.Make(parsed);
            body["name"] = parsed.GetRequiredValue(name);
            var path = ApiPath.V1("deployments").With("dry_run", parsed.GetValue(dryRun));
            var answer = await api.SendAsync(HttpMethod.Post, path, body, revision: null, cancellationToken);
            Tell(shell, parsed, answer.Object, parsed.GetValue(dryRun) ? "would be made" : "was made");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateReplace(CliShell shell)
    {
        var (name, parts, dryRun) = (Name(), new DeploymentParts(shell), Words.DryRun());
        var command = new Command(
            "replace", "Puts another one in the place of a deployment; hosts have what they had until it is deployed.") { name };
        parts.AddTo(command);
        command.Add(dryRun);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var word = parsed.GetRequiredValue(name);
            var present = await api.GetAsync(ApiPath.V1("deployments", word), cancellationToken);
            var path = ApiPath.V1("deployments", word).With("dry_run", parsed.GetValue(dryRun));
            var answer = await api.SendAsync(
                HttpMethod.Put, path, parts.Make(parsed), present.Revision, cancellationToken);
            Tell(shell, parsed, answer.Object, parsed.GetValue(dryRun) ? "would be replaced" : "was replaced");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateRemove(CliShell shell)
    {
        var (name, dryRun) = (Name(), Words.DryRun());
        var command = new Command(
            "remove", "Removes the record of a deployment; what hosts have of it stays: its verb remove is another thing.")
        {
            name, dryRun,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var word = parsed.GetRequiredValue(name);
            var present = await api.GetAsync(ApiPath.V1("deployments", word), cancellationToken);
            var path = ApiPath.V1("deployments", word).With("dry_run", parsed.GetValue(dryRun));
            await api.SendAsync(HttpMethod.Delete, path, body: null, present.Revision, cancellationToken);
            var told = parsed.GetValue(dryRun) ? "would be removed" : "was removed";
            Reply.Write(shell, parsed, present.Object, $"the deployment {word} {told}; what hosts have of it stays");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static void Tell(CliShell shell, ParseResult parsed, JsonObject answer, string told)
    {
        var name = answer["deployment"].Word("name");
        Reply.Write(shell, parsed, answer,
            $"the deployment {name} {told}, for {Plural.Hosts(answer.Number("count"))} as of now");
        if (answer["dryRun"] is null) shell.Terminal.Say($"bring it to them by: aops deployments deploy {name}");
    }
}
