using System.Text.Json.Nodes;

namespace Aops.Cli.Output;

/// <summary>One YAML list, written row by row.</summary>
internal sealed class YamlListWriter(TextWriter output) : IRowWriter
{
    private bool _hasRows;

    public void Write(JsonObject row)
    {
        output.Write(YamlText.OfItem(row));
        _hasRows = true;
    }

    public void End()
    {
        if (!_hasRows) output.Write("[]\n");
    }
}
