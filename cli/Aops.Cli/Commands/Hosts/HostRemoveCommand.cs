using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Hosts;

/// <summary><c>aops hosts remove -q QUERY</c>.</summary>
internal static class HostRemoveCommand
{
    public static Command Create(CliShell shell)
    {
        var message = Words.Message();
        var bulk = new BulkChange(shell, "removed", "remove");
        var command = new Command("remove", "Removes every host of a query, all or none; their tokens are void.") { message };
        bulk.AddTo(command);
        shell.Does(command, (parsed, api, cancellationToken) =>
        {
            var body = new JsonObject();
            if (parsed.GetValue(message) is { } text) body["message"] = text;
            return bulk.RunAsync(parsed, api, body,
                reply => $"{reply.Number("removed")} of {Plural.Hosts(reply.Number("count"))} removed", cancellationToken);
        });
        return command;
    }
}
