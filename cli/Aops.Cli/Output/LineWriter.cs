using System.Text.Json.Nodes;

namespace Aops.Cli.Output;

/// <summary>One text a row: NDJSON, or names.</summary>
internal sealed class LineWriter(TextWriter output, Func<JsonObject, string> text) : IRowWriter
{
    public void Write(JsonObject row) => output.Write(text(row) + "\n");

    public void End()
    {
    }
}
