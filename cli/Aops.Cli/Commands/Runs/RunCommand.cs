using System.CommandLine;
using Aops.Cli.Api;

namespace Aops.Cli.Commands.Runs;

/// <summary><c>aops run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(CliShell shell)
    {
        var (body, start) = (new RunBody(shell), new RunStart(shell));
        var command = new Command(
            "run",
            "Runs a signed runbook, a signed command, a plain command or an action on hosts, and shows what they answer.");
        body.AddTo(command);
        start.AddTo(command);
        shell.Does(command, async (parsed, api, cancellationToken) => await start.StartAsync(
            parsed, api, ApiPath.V1("runs"), await body.MakeAsync(parsed, api, cancellationToken), cancellationToken));
        return command;
    }
}
