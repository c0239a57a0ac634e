using System.Text.Json.Nodes;
using Aops.Cli.Terminals;
using Aops.Native.Programs;

namespace Aops.Cli.Output;

/// <summary>CSV of all columns, with cells as in the server's own CSV.</summary>
internal sealed class CsvWriter(CliTerminal terminal, IReadOnlyList<Column> columns) : IRowWriter
{
    private bool _hasHead;

    public void Write(JsonObject row)
    {
        WriteHead();
        WriteRow(columns.Select(column => (column.Data ?? column.Text)(row)));
    }

    public void End() => WriteHead();

    private void WriteHead()
    {
        if (_hasHead) return;
        _hasHead = true;
        WriteRow(columns.Select(column => column.Head.ToLowerInvariant().Replace(' ', '_')));
    }

    private void WriteRow(IEnumerable<string> cells) =>
        terminal.Output.Write(string.Join(",", cells.Select(Quote)) + "\r\n");

    private string Quote(string text)
    {
        if (text == "-") return "";
        return CsvText.Cell(terminal.IsOutputTerminal ? PlainText.Escape(text) : text);
    }
}
