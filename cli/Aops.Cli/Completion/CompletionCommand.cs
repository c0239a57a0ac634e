using System.CommandLine;
using Aops.Cli.Terminals;

namespace Aops.Cli.Completion;

/// <summary><c>aops completion bash|zsh|fish</c>.</summary>
internal static class CompletionCommand
{
    public static Command Create(CliTerminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong(CompletionScript.Shells);
        var command = new Command("completion", "Writes a script that completes verbs and options in a shell.") { shell };
        command.SetAction(parsed =>
        {
            terminal.Output.Write(CompletionScript.Of(parsed.GetRequiredValue(shell)));
            return 0;
        });
        return command;
    }
}
