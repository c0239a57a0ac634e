using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Runs;

/// <summary><c>aops runs list|show|hosts|watch|log|outputs|cancel|rerun</c> and <c>aops runbooks</c>.</summary>
internal static class RunCommands
{
    public static Command Create(CliShell shell) => Words.Family(
        "runs", "Runs of runbooks and commands: their hosts, their output, their end.",
        CreateList(shell), CreateShow(shell), CreateHosts(shell), CreateWatch(shell), CreateLog(shell),
        CreateOutputs(shell), CreateCancel(shell), CreateRerun(shell));

    public static Command CreateRunbooks(CliShell shell)
    {
        var name = Words.Text("--name", "Only this one.", "NAME");
        var command = new Command("runbooks", "Lists the signed runbooks, with their parameters.") { name };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1("runbooks").With("name", parsed.GetValue(name));
            var view = new ListView(
                [
                    Column.Of("NAME", "name"), Column.Of("VERSION", "version"), Column.Of("TITLE", "title"),
                    new Column("PARAMETERS", row => string.Join(' ', (row["parameters"]?.AsArray() ?? [])
                        .Select(parameter => parameter.Word("name")))),
                    Column.Of("FAULT", "fault") with { IsWide = true },
                ],
                "name");
            var rows = api.StreamAsync(path, "runbooks", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, view, rows, limit: null,
                "no runbook is published: aops-release runbook add signs one", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Argument<string> Id() => Words.Name("ID", "Its id, as aops runs list tells it.");

    private static Command CreateList(CliShell shell)
    {
        var state = Words.Text("--state", "running, halted, cancelled or ended.", "STATE");
        var host = Words.Text("--host", "Only those that this host has.", "HOST");
        var deployment = Words.Text("--deployment", "Only those of this deployment.", "NAME");
        var limit = Words.Number("--limit", "At most so many, the newest; 50 without it.", "N", 1, 100_000);
        var command = new Command("list", "Lists runs, the newest first.") { state, host, deployment, limit };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var id = parsed.GetValue(host) is { } word
                ? await HostFinder.FindAsync(api, word, cancellationToken)
                : null;
            var path = ApiPath.V1("runs").With("state", parsed.GetValue(state)).With("host", id)
                .With("deployment", parsed.GetValue(deployment));
            await RowStream.WriteAsync(
                shell, parsed, View(shell, isOfHost: id is not null), api.StreamAsync(path, "runs", cancellationToken),
                parsed.GetValue(limit) ?? 50,
                "no run; start one by: aops run -q QUERY --runbook NAME@VERSION", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateShow(CliShell shell)
    {
        var id = Id();
        var command = new Command("show", "Shows a run.") { id };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await api.GetAsync(ApiPath.V1("runs", parsed.GetRequiredValue(id)), cancellationToken);
            var format = shell.FormatOf(parsed);
            var isTable = format is OutputFormat.Table or OutputFormat.Wide;
            new ObjectView(View(shell)).Write(
                shell.Terminal, format, isTable ? answer.Object["run"]!.AsObject() : answer.Object);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateHosts(CliShell shell)
    {
        var id = Id();
        var phase = Words.Text("--phase", "Only those in this phase, such as failed.", "PHASE");
        var command = new Command("hosts", "Lists the hosts of a run, each with its result.") { id, phase };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1("runs", parsed.GetRequiredValue(id), "hosts").With("phase", parsed.GetValue(phase));
            var view = new ListView(
                [
                    Column.Of("HOST", "hostname"),
                    Column.Of("PHASE", "phase") with { IsState = true },
                    Column.Of("EXIT", "exitCode"),
                    Column.Of("SIGNAL", "signal"),
                    Column.OfAge("SINCE", "since", shell.Terminal.Clock),
                    Column.Of("WHY", "reason"),
                    new Column("PLAYBOOK", row => PlaybookText.Of(row["playbook"])),
                    Column.Of("CPU MS", "cpuMilliseconds") with { IsWide = true },
                    Column.Of("MEMORY", "memoryPeakBytes") with { IsWide = true },
                    Column.Of("ID", "id") with { IsWide = true },
                ],
                "id");
            await RowStream.WriteAsync(
                shell, parsed, view, api.StreamAsync(path, "hosts", cancellationToken), limit: null,
                "no such host", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateWatch(CliShell shell)
    {
        var (id, timeout) = (Id(), RunFollower.Timeout());
        var command = new Command("watch", "Follows a run to its end, and shows what its hosts print.") { id, timeout };
        shell.Does(command, (parsed, api, cancellationToken) => RunFollower.FollowAsync(
            shell, parsed, api, parsed.GetRequiredValue(id), parsed.GetValue(timeout), cancellationToken));
        return command;
    }

    private static Command CreateLog(CliShell shell)
    {
        var (id, host) = (Id(), Words.Host());
        var follow = new Option<bool>("--follow", "-f") { Description = "Shows what is printed from now on, too, until its end." };
        var command = new Command("log", "Shows what one host printed.") { id, host, follow };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var found = await HostFinder.FindAsync(api, parsed.GetRequiredValue(host), cancellationToken);
            var log = new RunLog(shell, api, parsed.GetRequiredValue(id), found);
            if (parsed.GetValue(follow)) await log.FollowAsync(cancellationToken);
            else await log.ShowAsync(0, cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateOutputs(CliShell shell)
    {
        var id = Id();
        var command = new Command("outputs", "Groups the hosts of a run by equal output.") { id };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1("runs", parsed.GetRequiredValue(id), "outputs");
            var view = new ListView(
                [Column.Of("HOSTS", "hosts"), Column.Of("EXAMPLE", "example"), Column.Of("SHA256", "digest")],
                "digest");
            var rows = api.StreamAsync(path, "outputs", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, view, rows, limit: null,
                "no output yet", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateCancel(CliShell shell)
    {
        var (id, message, dryRun) = (Id(), Words.Message(), Words.DryRun());
        var command = new Command("cancel", "Ends a run: hosts that have it end it, the others do not start it.") { id, message, dryRun };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(message) is { } reason) body["reason"] = reason;
            var path = ApiPath.V1("runs", parsed.GetRequiredValue(id), "cancel")
                .With("dry_run", parsed.GetValue(dryRun));
            var answer = (await api.SendAsync(HttpMethod.Post, path, body, revision: null, cancellationToken)).Object;
            var run = answer["run"]!.AsObject();
            Reply.Write(shell, parsed, answer, RunText.Standing(run));
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateRerun(CliShell shell)
    {
        var (id, message) = (Id(), Words.Message());
        var timeout = RunFollower.Timeout();
        var detach = new Option<bool>("--detach", "-d") { Description = "Does not wait for its end." };
        var phases = new Option<string[]>("--phase") { Description = "Hosts in this phase; else those that failed.", HelpName = "PHASE" };
        var command = new Command("rerun", "Runs it once more on the hosts that failed.") { id, phases, message, detach, timeout };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(phases) is { Length: > 0 } words)
                body["phases"] = new JsonArray([.. words.Select(word => (JsonNode)word)]);
            if (parsed.GetValue(message) is { } reason) body["reason"] = reason;
            var path = ApiPath.V1("runs", parsed.GetRequiredValue(id), "rerun");
            var answer = (await api.SendAsync(HttpMethod.Post, path, body, revision: null, cancellationToken)).Object;
            var begun = answer["run"].Word("id")!;
            if (!parsed.GetValue(detach))
            {
                return await RunFollower.FollowAsync(
                    shell, parsed, api, begun, parsed.GetValue(timeout), cancellationToken);
            }
            Reply.Write(shell, parsed, answer, begun);
            return CliExitCodes.Ok;
        });
        return command;
    }

    // Of one host's runs its own result is asked for.
    private static ListView View(CliShell shell, bool isOfHost = false) => new(
        [
            Column.Of("ID", "id") with { WidthMin = 32 },
            Column.Of("KIND", "kind"),
            Column.Of("WHAT", "what"),
            Column.Of("STATE", "state") with { IsState = true },
            isOfHost
                ? new Column("ON THE HOST", row => row["onHost"].Word("phase") ?? "-") { IsState = true }
                : new Column("HOSTS", row => RunText.Counts(row["counts"])),
            Column.OfAge("BEGUN", "createdAt", shell.Terminal.Clock),
            Column.Of("BY", "createdBy"),
            Column.Of("WHY", "why") with { IsWide = true },
            new Column("WAITS", row => row["waits"].Word("sentence") ?? "-") { IsWide = true },
            Column.Of("REASON", "reason") with { IsWide = true },
        ],
        "id");
}
