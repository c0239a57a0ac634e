using System.Text.Json.Nodes;
using Aops.Cli.Terminals;
using Aops.Native.Programs;

namespace Aops.Cli.Output;

/// <summary>One thing: a line for each of its members, or the same document as a list has.</summary>
/// <param name="list">The view of a list of such things.</param>
/// <param name="more">Heads and members that only one thing has.</param>
internal sealed class ObjectView(ListView list, params (string Head, string Member)[] more)
{
    public void Write(CliTerminal terminal, OutputFormat format, JsonObject thing)
    {
        if (DocumentText.Of(format, thing) is { } text) terminal.Output.Write(text);
        else if (format is OutputFormat.Table or OutputFormat.Wide) WriteLines(terminal, thing);
        else list.Write(terminal, format, [thing]);
    }

    private void WriteLines(CliTerminal terminal, JsonObject thing)
    {
        var columns = list.Columns.Concat(more.Select(extra => Column.Of(extra.Head, extra.Member))).ToList();
        var width = columns.Max(column => column.Head.Length) + 1;
        foreach (var column in columns)
        {
            var text = PlainText.Escape(column.Text(thing));
            var shown = column.IsState && terminal.HasColour ? StateColours.Paint(text) : text;
            var when = column.Data is { } data && text != "-" ? $" ({PlainText.Escape(data(thing))})" : "";
            terminal.Output.Write($"{(Capital(column.Head) + ":").PadRight(width + 1)}{shown}{when}\n");
        }
    }

    private static string Capital(string head) => head[0] + head[1..].ToLowerInvariant();
}
