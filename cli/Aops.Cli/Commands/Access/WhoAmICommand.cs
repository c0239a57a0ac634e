using System.CommandLine;
using System.Text.Json.Nodes;
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
            new Column("RIGHTS", Rights) { IsWide = true },
        ],
        "name");

    // What may be done, and on which hosts; all of them where no query is named.
    private static string Rights(JsonObject me) => string.Join("; ", (me["rights"]?.AsObject() ?? [])
        .Select(right => $"{right.Key} {(Cell.Text(right.Value) is var scope and not "-" ? scope : "all hosts")}"));

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
