using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Commands.Work;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Hosts;

/// <summary><c>aops hosts remove -q QUERY</c>.</summary>
internal static class HostRemoveCommand
{
    public static Command Create(CliShell shell)
    {
        var message = Words.Message();
        var wait = Words.Wait();
        var bulk = new BulkChange(shell, "removed", "remove");
        var command = new Command("remove", "Removes every host of a query, all or none; their tokens are void.") { message, wait };
        bulk.AddTo(command);
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(message) is { } text) body["message"] = text;
            var reply = await bulk.RunAsync(parsed, api, body, cancellationToken);
            if (parsed.GetValue(bulk.DryRun))
            {
                Reply.Write(shell, parsed, reply, "nothing was changed");
                return 0;
            }
            Reply.Write(shell, parsed, reply, $"{reply.Number("removed")} of {Plural.Hosts(reply.Number("count"))} removed");
            return await OperationFollower.FollowAsync(
                shell, api, reply.Word("operation"), parsed.GetValue(wait), cancellationToken);
        });
        return command;
    }
}
