using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Output;
using Aops.Native.Programs;

namespace Aops.Cli.Commands;

/// <summary>The result of a write: one sentence for people, the server's answer for programs.</summary>
internal static class Reply
{
    public static void Write(CliShell shell, ParseResult parsed, JsonObject answer, string sentence)
    {
        shell.Terminal.Output.Write(shell.FormatOf(parsed) switch
        {
            OutputFormat.Json => JsonText.Of(answer) + "\n",
            OutputFormat.Ndjson => JsonText.OfLine(answer) + "\n",
            OutputFormat.Yaml => YamlText.Of(answer),
            _ => PlainText.EscapeLines(sentence) + "\n",
        });
    }
}
