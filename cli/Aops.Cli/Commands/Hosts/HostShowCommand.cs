using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Hosts;

/// <summary><c>aops hosts show HOST</c>.</summary>
internal static class HostShowCommand
{
    public static Command Create(CliShell shell)
    {
        var host = Words.Host();
        var command = new Command("show", "Shows a host, its labels and its groups.") { host };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var id = await HostFinder.FindAsync(api, parsed.GetRequiredValue(host), cancellationToken);
            var answer = await api.GetAsync(ApiPath.V1("hosts", id), cancellationToken);
            new ObjectView(HostViews.List(shell.Terminal.Clock), ("GROUPS", "groups"))
                .Write(shell.Terminal, shell.FormatOf(parsed), answer.Object);
            return 0;
        });
        return command;
    }
}
