using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Access;

/// <summary><c>aops whoami</c>: whose key the context has, and what it may do.</summary>
internal static class WhoAmICommand
{
    private static readonly ListView View = new(
        [
            Column.Of("NAME", "name"),
            Column.Of("KIND", "kind"),
            GrantWords.Column(),
            Column.Of("RIGHTS", "rights") with { IsWide = true },
        ],
        "name");

    public static Command Create(CliShell shell)
    {
        var command = new Command("whoami", "Tells whose key this context has, and what it may do on which hosts.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await api.GetAsync(ApiPath.V1("me"), cancellationToken);
            new ObjectView(View).Write(shell.Terminal, shell.FormatOf(parsed), answer.Object);
            return 0;
        });
        return command;
    }
}
