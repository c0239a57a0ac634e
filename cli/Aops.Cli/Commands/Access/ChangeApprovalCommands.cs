using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Access;

/// <summary><c>aops approval list|show|approve|refuse|withdraw</c>: changes that wait for another person.</summary>
internal static class ChangeApprovalCommands
{
    private const string Route = "approvals";

    public static Command Create(CliShell shell) => Words.Family(
        "approval", "Changes that wait for another person, by the rules of approval.",
        CreateList(shell), CreateShow(shell),
        CreateDecision(shell, "approve", "Approves changes of others: each is made at once, as the one who sent it.", "approved", HttpMethod.Post),
        CreateDecision(shell, "refuse", "Refuses changes.", "refused", HttpMethod.Post),
        CreateDecision(shell, "withdraw", "Withdraws changes of one's own.", "withdrawn", HttpMethod.Delete));

    private static ListView View(CliShell shell) => new(
        [
            Column.Of("ID", "id") with { WidthMin = 32 },
            Column.Of("STATE", "state"),
            Column.Of("METHOD", "method"),
            Column.Of("PATH", "path"),
            Column.Of("HOSTS", "count"),
            Column.Of("BY", "askedBy"),
            Column.OfAge("ASKED", "askedAt", shell.Terminal.Clock) with { WidthMin = 8 },
            Column.Of("RULE", "rule"),
            Column.Of("QUERY", "hosts") with { IsWide = true },
            Column.Of("DECIDED BY", "decidedBy") with { IsWide = true },
            Column.Of("ANSWER", "answerStatus") with { IsWide = true },
        ],
        "id");

    private static Command CreateList(CliShell shell)
    {
        var command = new Command("list", "Lists changes that wait, and those that were decided, the newest first.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var rows = api.StreamAsync(ApiPath.V1(Route), Route, cancellationToken);
            await RowStream.WriteAsync(shell, parsed, View(shell), rows, limit: null,
                "no change waits", cancellationToken);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateShow(CliShell shell)
    {
        var id = Words.Name("ID", "Id of the change.");
        var command = new Command("show", "Shows a change with its body, and with its answer once it was made.") { id };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await api.GetAsync(ApiPath.V1(Route, parsed.GetRequiredValue(id)), cancellationToken);
            new ObjectView(View(shell)).Write(shell.Terminal, shell.FormatOf(parsed, OutputFormat.Yaml), answer.Object);
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateDecision(
        CliShell shell, string verb, string description, string done, HttpMethod method) => EachId.Create(
        shell, verb, description, "change",
        new Argument<string[]>("ID") { Description = "Ids of changes, as 'aops approval list' lists them." },
        async (api, id, cancellationToken) =>
        {
            var path = method == HttpMethod.Delete ? ApiPath.V1(Route, id) : ApiPath.V1(Route, id, verb);
            var answer = await api.SendAsync(method, path, body: null, revision: null, cancellationToken);
            return answer.Body is null
                ? $"{id} is {done}"
                : $"{id} is {done}, and was answered {answer.Object.Number("answerStatus")} (aops approval show {id})";
        });
}
