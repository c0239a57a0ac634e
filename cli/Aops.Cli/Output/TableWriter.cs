using System.Text;
using System.Text.Json.Nodes;
using Aops.Cli.Terminals;
using Aops.Native.Programs;

namespace Aops.Cli.Output;

/// <summary>
/// A table. Its widths are those of its first rows; later rows that are wider are cut on a terminal, and move what follows
/// elsewhere.
/// </summary>
internal sealed class TableWriter(CliTerminal terminal, IReadOnlyList<Column> columns) : IRowWriter
{
    private const int RowsMeasured = 200;

    private readonly List<string[]> _first = [];
    private TableLayout? _layout;

    public void Write(JsonObject row)
    {
        var texts = columns.Select(column => PlainText.Escape(column.Text(row))).ToArray();
        if (_layout is not null)
        {
            WriteRow(_layout, texts, isHead: false);
            return;
        }
        _first.Add(texts);
        if (_first.Count == RowsMeasured) Begin();
    }

    public void End()
    {
        if (_layout is null && _first.Count > 0) Begin();
    }

    private void Begin()
    {
        _layout = TableLayout.Of(columns, _first, terminal.Columns);
        WriteRow(_layout, [.. columns.Select(column => column.Head)], isHead: true);
        foreach (var texts in _first) WriteRow(_layout, texts, isHead: false);
        _first.Clear();
    }

    private void WriteRow(TableLayout layout, string[] texts, bool isHead)
    {
        var line = new StringBuilder();
        for (var index = 0; index < layout.Widths.Length; index++)
        {
            var width = layout.Widths[index];
            var text = layout.MayCut ? TextWidth.Cut(texts[index], width) : texts[index];
            var isLast = index == layout.Widths.Length - 1;
            var blanks = isLast ? 0 : Math.Max(0, width - TextWidth.Of(text)) + 2;
            var isPainted = !isHead && columns[index].IsState && terminal.HasColour;
            line.Append(isPainted ? StateColours.Paint(text) : text).Append(' ', blanks);
        }
        terminal.Output.Write(line.Append('\n').ToString());
    }
}
