using System.Text.Json.Nodes;

namespace Aops.Cli.Commands.Manifests;

/// <summary>One document of a file: what a record of the server should be.</summary>
/// <param name="Place">Where it stands, for faults.</param>
/// <param name="Content">Its members, without those that say what it is.</param>
internal sealed record Manifest(ManifestKind Kind, string Name, JsonObject Content, string Place)
{
    public string Title => $"{Kind.Word} {Name}";
}
