using System.Text.Json.Serialization;

namespace Aops.Cli.Contexts;

/// <summary>The content of <c>contexts.json</c>.</summary>
internal sealed record ContextDocument
{
    /// <summary>Schema version of this file; 1.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Name of the context in use; null for none.</summary>
    public string? Current { get; init; }

    public IReadOnlyList<ServerContext> Contexts { get; init; } = [];

    /// <summary>The context of a name; null for none.</summary>
    public ServerContext? Find(string name) => Contexts.FirstOrDefault(context => context.Name == name);
}

/// <summary>Makes and reads the file without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ContextDocument))]
internal sealed partial class ContextJson : JsonSerializerContext;
