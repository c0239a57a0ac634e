using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Rollouts;

/// <summary><c>aops rollout plan|start|status|watch|hosts|history</c>, and the words that are said of one.</summary>
internal static class RolloutCommands
{
    public static Command Create(CliShell shell) => Words.Family(
        "rollout", "How a layer goes from one revision to the next: host by host, stopped by itself.",
        PlanCommand.Create(shell), StartCommand.Create(shell), CreateStatus(shell), CreateWatch(shell),
        CreateHosts(shell), CreateHistory(shell),
        RolloutVerbCommands.Create(shell, "pause", "Stops a rollout for a while: hosts that have not switched get their order back.", "is paused"),
        RolloutVerbCommands.Create(shell, "resume", "Lets a rollout go on that is paused or halted.", "goes on"),
        RolloutVerbCommands.CreateApprove(shell), RolloutVerbCommands.CreateSkip(shell),
        RolloutVerbCommands.CreateRetry(shell),
        RolloutVerbCommands.Create(shell, "abort", "Ends a rollout; hosts that have switched stay as they are.", "ends"),
        RolloutVerbCommands.CreateUndo(shell));

    /// <summary>The id of a rollout.</summary>
    public static Argument<string> Id() => Words.Name("ID", "Its id, as plan and history tell it.");

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("ID", "id") with { WidthMin = 32 },
            Column.Of("LAYER", "layer"),
            Column.Of("STATE", "state") with { IsState = true },
            Column.OfAge("SINCE", "since", shell.Terminal.Clock),
            Column.Of("HOSTS", "hosts") with { WidthMin = 5 },
            Column.Of("ATTEMPTED", "attempted"),
            Column.Of("CHARGED", "charged"),
            Column.Of("WHY", "why") with { WidthMin = 16 },
            Column.Of("REASON", "reason") with { WidthMin = 16 },
            Column.Of("STRATEGY", "strategy") with { IsWide = true },
            Column.Of("REVISION", "revision") with { IsWide = true },
            Column.Of("BY", "createdBy") with { IsWide = true },
        ],
        "id");

    private static Command CreateStatus(CliShell shell)
    {
        var (id, watch) = (Id(), new Watch(shell.Terminal));
        var command = new Command("status", "Tells how far a rollout is: its stages, and what failed by its cause.") { id, watch.Option };
        shell.Does(command, (parsed, api, cancellationToken) => watch.RunAsync(parsed, async () =>
        {
            var path = ApiPath.V1("rollouts", parsed.GetRequiredValue(id));
            var answer = (await api.GetAsync(path, cancellationToken)).Object;
            Reply.Write(shell, parsed, answer, string.Join('\n', RolloutText.Lines(answer)));
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command CreateWatch(CliShell shell)
    {
        var (id, timeout) = (Id(), RolloutFollower.Timeout());
        var command = new Command("watch", "Follows a rollout until it has ended, or is halted.") { id, timeout };
        shell.Does(command, (parsed, api, cancellationToken) => RolloutFollower.FollowAsync(
            shell, parsed, api, parsed.GetRequiredValue(id), parsed.GetValue(timeout), cancellationToken));
        return command;
    }

    private static Command CreateHosts(CliShell shell)
    {
        var id = Id();
        var state = Words.Text("--state", "Only hosts of this state, such as rolled-back.", "STATE");
        var limit = Words.Number("--limit", "At most so many.", "N", 1, 1_000_000);
        var command = new Command("hosts", "Lists the hosts of a rollout in their order, each with why.") { id, state, limit };
        var view = new ListView(
            [
                new Column("HOST", row => Cell.Text(row["hostname"] ?? row["id"])),
                Column.Of("STATE", "state") with { IsState = true },
                Column.OfAge("SINCE", "since", shell.Terminal.Clock),
                Column.Of("STAGE", "stage"),
                Column.Of("WHY", "why") with { WidthMin = 24 },
                Column.Of("ID", "id") with { IsWide = true },
                Column.Of("PERCENT", "percent") with { IsWide = true },
                Column.Of("ATTEMPT", "attempt") with { IsWide = true },
                Column.Of("KERNEL", "kernel") with { IsWide = true },
                Column.Of("DISTRIBUTION", "distribution") with { IsWide = true },
            ],
            "id");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1("rollouts", parsed.GetRequiredValue(id), "hosts")
                .With("state", parsed.GetValue(state));
            var rows = api.StreamAsync(path, "hosts", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, view, rows, parsed.GetValue(limit),
                "no such host", cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command CreateHistory(CliShell shell)
    {
        var state = Words.Text("--state", "Only rollouts of this state, such as running.", "STATE");
        var layer = Words.Text("--layer", "Only those of this layer: fleet, group:NAME or host:ID.", "LAYER");
        var limit = Words.Number("--limit", "At most so many.", "N", 1, 1_000_000);
        var command = new Command("history", "Lists rollouts, the newest first.") { state, layer, limit };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1("rollouts")
                .With("state", parsed.GetValue(state)).With("layer", parsed.GetValue(layer));
            var rows = api.StreamAsync(path, "rollouts", cancellationToken);
            var (view, most) = (View(shell), parsed.GetValue(limit));
            await RowStream.WriteAsync(shell, parsed, view, rows, most,
                "no rollout; make one by: aops rollout plan LAYER", cancellationToken);
            return 0;
        });
        return command;
    }
}
