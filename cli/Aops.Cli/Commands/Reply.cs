using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Output;
using Aops.Native.Programs;

namespace Aops.Cli.Commands;

/// <summary>The result of a write: one sentence for people, the server's answer for programs.</summary>
internal static class Reply
{
    public static void Write(CliShell shell, ParseResult parsed, JsonObject answer, string sentence) =>
        shell.Terminal.Output.Write(
            DocumentText.Of(shell.FormatOf(parsed), answer) ?? PlainText.EscapeLines(sentence) + "\n");
}
