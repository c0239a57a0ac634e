using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Work;

/// <summary><c>aops operation list|show|wait</c>.</summary>
internal static class OperationCommands
{
    public static Command Create(CliShell shell) => Words.Family(
        "operation", "Work of the server over many hosts.", CreateList(shell), CreateShow(shell), CreateWait(shell));

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("ID", "id") with { WidthMin = 32 },
            Column.Of("KIND", "kind"),
            Column.Of("STATE", "state") with { IsState = true },
            Column.Of("LAYER", "layer"),
            Column.Of("REVISION", "revision"),
            Column.Of("DONE", "done"),
            Column.Of("TOTAL", "total"),
            Column.OfAge("BEGUN", "createdAt", shell.Terminal.Clock),
            Column.OfAge("ENDED", "endedAt", shell.Terminal.Clock),
            Column.Of("BY", "createdBy"),
            Column.Of("MESSAGE", "message"),
        ],
        "id");

    private static Command CreateList(CliShell shell)
    {
        var state = Words.Text("--state", "running, done or superseded.", "STATE");
        var limit = Words.Number("--limit", "At most so many, the newest; 50 without it.", "N", 1, 100_000);
        var command = new Command("list", "Lists operations, the newest first.") { state, limit };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var rows = api.StreamAsync(
                ApiPath.V1("operations").With("state", parsed.GetValue(state)), "operations", cancellationToken);
            await RowStream.WriteAsync(shell, parsed, View(shell), rows, parsed.GetValue(limit) ?? 50,
                "no operation: a change of up to 500 hosts is done when its answer comes", cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command CreateShow(CliShell shell)
    {
        var id = Words.Name("ID", "Its id, as a write told it.");
        var watch = new Watch(shell.Terminal);
        var command = new Command("show", "Tells how far an operation is.") { id, watch.Option };
        shell.Does(command, (parsed, api, cancellationToken) => watch.RunAsync(parsed, async () =>
        {
            var answer = await api.GetAsync(ApiPath.V1("operations", parsed.GetRequiredValue(id)), cancellationToken);
            new ObjectView(View(shell)).Write(shell.Terminal, shell.FormatOf(parsed), answer.Object);
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command CreateWait(CliShell shell)
    {
        var id = Words.Name("ID", "Its id, as a write told it.");
        var timeout = Words.Time("--timeout", "The longest wait; without it until the operation ends. Exit code 8 where it ran out.", TimeSpan.Zero);
        var command = new Command("wait", "Waits until an operation has ended.") { id, timeout };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var operation = await OperationFollower.WaitAsync(
                shell.Terminal, api, parsed.GetRequiredValue(id), parsed.GetValue(timeout), cancellationToken);
            Reply.Write(shell, parsed, operation, operation.Word("state") ?? "");
            return 0;
        });
        return command;
    }
}
