using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Faults;
using Aops.Native.Programs;

namespace Aops.Cli.Commands.Deployments;

/// <summary><c>aops deployments log</c>: what all runs of a deployment wrote, from the first line to the last.</summary>
internal static class DeploymentLogCommand
{
    public static Command Create(CliShell shell)
    {
        var name = DeploymentCommands.Name();
        var host = Words.Text("--host", "Only what this host wrote.", "HOST");
        var command = new Command(
            "log", "Shows what all of its runs wrote, the oldest first; aops runs watch follows one that has not ended.")
        {
            name, host,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var id = parsed.GetValue(host) is { } word
                ? await HostFinder.FindAsync(api, word, cancellationToken)
                : null;
            var path = ApiPath.V1("deployments", parsed.GetRequiredValue(name), "log").With("host", id);
            var terminal = shell.Terminal;
            await foreach (var line in api.LinesAsync(path, cancellationToken))
            {
                if (terminal.IsReaderGone()) break;
                // What a host printed moves no cursor of the operator; a pipe gets it as it is.
                terminal.Output.Write(terminal.IsOutputTerminal ? PlainText.EscapeLines(line) : line);
                terminal.Output.Write('\n');
            }
            return CliExitCodes.Ok;
        });
        return command;
    }
}
