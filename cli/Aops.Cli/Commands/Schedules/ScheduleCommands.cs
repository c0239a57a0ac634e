using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Schedules;

/// <summary><c>aops schedules list|show|create|replace|pause|resume|remove</c>.</summary>
internal static class ScheduleCommands
{
    public static Command Create(CliShell shell) => Words.Family(
        "schedules", "Runs that the server starts by itself, at times of a crontab.",
        CreateList(shell), CreateShow(shell), CreateCreate(shell), CreateReplace(shell),
        CreatePause(shell, isPaused: true), CreatePause(shell, isPaused: false), CreateRemove(shell));

    private static Argument<string> Name() => Words.Name("NAME", "Name of the schedule.");

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("NAME", "name"),
            new Column("STATE", ScheduleText.State) { IsState = true },
            Column.Of("CRON", "cron") with { WidthMin = 11 },
            Column.Of("ZONE", "zone"),
            new Column("WHAT", ScheduleText.What),
            new Column("HOSTS", row => row["run"].Word("q") is { Length: > 0 } query ? query : "every host"),
            Column.OfAge("NEXT", "nextAt", shell.Terminal.Clock),
            Column.OfAge("LAST", "lastAt", shell.Terminal.Clock),
            Column.Of("OUTCOME", "lastOutcome") with { IsState = true },
            Column.Of("LAST RUN", "lastRun") with { IsWide = true },
            new Column("WHY", ScheduleText.Why) { IsWide = true },
            Column.Of("OVERLAP", "overlap") with { IsWide = true },
            Column.Of("BY", "changedBy") with { IsWide = true },
            Column.OfAge("CHANGED", "changedAt", shell.Terminal.Clock) with { IsWide = true },
            Column.Of("NOTE", "note") with { IsWide = true },
        ],
        "name");

    private static Command CreateList(CliShell shell)
    {
        var watch = new Watch(shell.Terminal);
        var command = new Command("list", "Lists schedules, each with its next and its last time.") { watch.Option };
        shell.Does(command, (parsed, api, cancellationToken) => watch.RunAsync(parsed, async () =>
        {
            var rows = api.StreamAsync(ApiPath.V1("schedules"), "schedules", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, View(shell), rows, limit: null,
                "no schedule; make one by: aops schedules create NAME --cron '0 3 * * *' -q QUERY --runbook NAME@VERSION", cancellationToken);
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command CreateShow(CliShell shell)
    {
        var name = Name();
        var command = new Command("show", "Shows a schedule.") { name };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await api.GetAsync(ApiPath.V1("schedules", parsed.GetRequiredValue(name)), cancellationToken);
            new ObjectView(View(shell)).Write(shell.Terminal, shell.FormatOf(parsed), answer.Object);
            return 0;
        });
        return command;
    }

    private static Command CreateCreate(CliShell shell)
    {
        var (name, parts, dryRun) = (Name(), new ScheduleParts(shell), Words.DryRun());
        var command = new Command("create", "Makes a schedule; the rights of who makes it are those of its runs.") { name };
        parts.AddTo(command);
        command.Add(dryRun);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var body = parts.Make(parsed);
            body["name"] = parsed.GetRequiredValue(name);
            var path = ApiPath.V1("schedules").With("dry_run", parsed.GetValue(dryRun));
            var answer = await api.SendAsync(HttpMethod.Post, path, body, revision: null, cancellationToken);
            Tell(shell, parsed, answer.Object, parsed.GetValue(dryRun) ? "would be made" : "was made");
            return 0;
        });
        return command;
    }

    private static Command CreateReplace(CliShell shell)
    {
        var (name, parts, dryRun) = (Name(), new ScheduleParts(shell), Words.DryRun());
        var command = new Command("replace", "Puts another one in the place of a schedule; its rights become yours.") { name };
        parts.AddTo(command);
        command.Add(dryRun);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var present = await api.GetAsync(ApiPath.V1("schedules", parsed.GetRequiredValue(name)), cancellationToken);
            var path = ApiPath.V1("schedules", parsed.GetRequiredValue(name)).With("dry_run", parsed.GetValue(dryRun));
            var answer = await api.SendAsync(
                HttpMethod.Put, path, parts.Make(parsed), present.Revision, cancellationToken);
            Tell(shell, parsed, answer.Object, parsed.GetValue(dryRun) ? "would be replaced" : "was replaced");
            return 0;
        });
        return command;
    }

    private static Command CreatePause(CliShell shell, bool isPaused)
    {
        var (name, dryRun) = (Name(), Words.DryRun());
        var command = new Command(
            isPaused ? "pause" : "resume",
            isPaused
                ? "Has it start no run until it is resumed."
                : "Lets a schedule start runs that was paused, or has stopped; its rights become yours.")
        {
            name, dryRun,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var present = await api.GetAsync(ApiPath.V1("schedules", parsed.GetRequiredValue(name)), cancellationToken);
            var path = ApiPath.V1("schedules", parsed.GetRequiredValue(name)).With("dry_run", parsed.GetValue(dryRun));
            var answer = await api.SendAsync(
                HttpMethod.Put, path, ScheduleParts.Of(present.Object, isPaused), present.Revision, cancellationToken);
            var told = isPaused ? "paused" : "resumed";
            Tell(shell, parsed, answer.Object, parsed.GetValue(dryRun) ? $"would be {told}" : $"was {told}");
            return 0;
        });
        return command;
    }

    private static Command CreateRemove(CliShell shell)
    {
        var (name, dryRun) = (Name(), Words.DryRun());
        var command = new Command("remove", "Removes a schedule; runs that it has started go on.") { name, dryRun };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var present = await api.GetAsync(ApiPath.V1("schedules", parsed.GetRequiredValue(name)), cancellationToken);
            var path = ApiPath.V1("schedules", parsed.GetRequiredValue(name)).With("dry_run", parsed.GetValue(dryRun));
            await api.SendAsync(HttpMethod.Delete, path, body: null, present.Revision, cancellationToken);
            var told = parsed.GetValue(dryRun) ? "would be removed" : "was removed";
            Reply.Write(shell, parsed, present.Object, $"the schedule {parsed.GetValue(name)} {told}");
            return 0;
        });
        return command;
    }

    private static void Tell(CliShell shell, ParseResult parsed, JsonObject answer, string told)
    {
        var schedule = answer["schedule"];
        Reply.Write(shell, parsed, answer,
            $"the schedule {schedule.Word("name")} {told}, for {Plural.Hosts(answer.Number("count"))} as of now");
        foreach (var line in ScheduleText.Times(answer)) shell.Terminal.Say(line);
    }
}
