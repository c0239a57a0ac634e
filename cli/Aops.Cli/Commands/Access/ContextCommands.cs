using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Contexts;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Access;

/// <summary><c>aops context list|use|show|remove</c>. Tokens are never shown.</summary>
internal static class ContextCommands
{
    private static readonly ListView View = new(
        [
            Column.Of("CURRENT", "current"), Column.Of("NAME", "name"), Column.Of("SERVER", "server"),
            Column.Of("AUTHORITY", "authoritySha256") with { WidthMin = 12 },
        ],
        "name");

    public static Command Create(CliShell shell) => Words.Family(
        "context", "Servers that this user logged in to.", CreateList(shell), CreateUse(shell), CreateShow(shell), CreateRemove(shell));

    private static JsonObject Row(ServerContext context, string? current) => new()
    {
        ["current"] = context.Name == current ? "*" : "",
        ["name"] = context.Name,
        ["server"] = context.Server,
        ["authoritySha256"] = context.AuthoritySha256 ?? "system",
    };

    private static ServerContext Find(ContextDocument document, string name) =>
        document.Find(name) ?? throw new CliException(CliExitCodes.NotFound, $"there is no context '{name}'", "aops context list");

    private static Command CreateList(CliShell shell)
    {
        var command = new Command("list", "Lists contexts.");
        command.SetAction(parsed =>
        {
            var document = new ContextFile(shell.Terminal).Read();
            var rows = document.Contexts.Select(context => Row(context, document.Current));
            View.Write(shell.Terminal, shell.FormatOf(parsed), rows);
            if (document.Contexts.Count == 0) shell.Terminal.Say("no context; make one by: aops login URL --token-file FILE --ca-sha256 HEX");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateUse(CliShell shell)
    {
        var name = Words.Name("NAME", "Name of the context.");
        var command = new Command("use", "Takes a context into use.") { name };
        command.SetAction(parsed =>
        {
            var file = new ContextFile(shell.Terminal);
            var document = file.Read();
            var context = Find(document, parsed.GetRequiredValue(name));
            file.Write(document with { Current = context.Name });
            shell.Terminal.Say($"the context {context.Name} is in use");
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateShow(CliShell shell)
    {
        var command = new Command("show", "Shows the server that the next command would speak to.");
        command.SetAction(parsed =>
        {
            var context = ContextChoice.Choose(shell.Terminal, parsed.GetValue(shell.Context));
            new ObjectView(View).Write(shell.Terminal, shell.FormatOf(parsed), Row(context, context.Name));
            return CliExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateRemove(CliShell shell)
    {
        var name = Words.Name("NAME", "Name of the context.");
        var command = new Command("remove", "Forgets a context and its token; the token stays valid at the server.") { name };
        command.SetAction(parsed =>
        {
            var file = new ContextFile(shell.Terminal);
            var document = file.Read();
            var context = Find(document, parsed.GetRequiredValue(name));
            file.Write(document with
            {
                Current = document.Current == context.Name ? null : document.Current,
                Contexts = [.. document.Contexts.Where(other => other.Name != context.Name)],
            });
            shell.Terminal.Say($"the context {context.Name} is forgotten; revoke its token by: aops-server operator-token revoke");
            return CliExitCodes.Ok;
        });
        return command;
    }
}
