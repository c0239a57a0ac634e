using System.Text.Json.Nodes;

namespace Aops.Cli.Output;

/// <summary>One JSON list, written row by row.</summary>
internal sealed class JsonListWriter(TextWriter output) : IRowWriter
{
    private bool _hasRows;

    public void Write(JsonObject row)
    {
        var text = JsonText.Of(row).Replace("\n", "\n  ", StringComparison.Ordinal);
        output.Write($"{(_hasRows ? ",\n" : "[\n")}  {text}");
        _hasRows = true;
    }

    public void End() => output.Write(_hasRows ? "\n]\n" : "[]\n");
}
