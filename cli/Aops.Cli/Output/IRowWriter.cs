using System.Text.Json.Nodes;

namespace Aops.Cli.Output;

/// <summary>Writes rows one by one, so that a long list takes no memory.</summary>
internal interface IRowWriter
{
    void Write(JsonObject row);

    /// <summary>Writes what is left.</summary>
    void End();
}
