using System.Text.Json.Nodes;
using Aops.Cli.Terminals;

namespace Aops.Cli.Output;

/// <summary>A kind of rows: its columns, and what names a row.</summary>
/// <param name="Columns">All columns.</param>
/// <param name="Name">The member that <c>-o name</c> writes.</param>
internal sealed record ListView(IReadOnlyList<Column> Columns, string Name)
{
    /// <summary>Makes what writes its rows.</summary>
    public IRowWriter Open(CliTerminal terminal, OutputFormat format) => format switch
    {
        OutputFormat.Table => new TableWriter(terminal, [.. Columns.Where(column => !column.IsWide)]),
        OutputFormat.Wide => new TableWriter(terminal with { IsOutputTerminal = false }, Columns),
        OutputFormat.Json => new JsonListWriter(terminal.Output),
        OutputFormat.Ndjson => new LineWriter(terminal.Output, JsonText.OfLine),
        OutputFormat.Yaml => new YamlListWriter(terminal.Output),
        OutputFormat.Csv => new CsvWriter(terminal, Columns),
        _ => new LineWriter(terminal.Output, row => Aops.Native.Programs.PlainText.Escape(Cell.Text(row[Name]))),
    };

    /// <summary>Writes rows that are there already.</summary>
    public void Write(CliTerminal terminal, OutputFormat format, IEnumerable<JsonObject> rows)
    {
        var writer = Open(terminal, format);
        foreach (var row in rows) writer.Write(row);
        writer.End();
    }
}
