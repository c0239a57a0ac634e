using System.Text.Json.Serialization;
using Aops.Contracts.Wire;

namespace Aops.Server.Layers;

/// <summary>What one layer says of a sub-agent; an absent member says nothing.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LayerSubAgent
{
    public required string Name { get; init; }

    /// <summary>Its version; a sub-agent to which no layer gives one is not installed.</summary>
    public string? Version { get; init; }

    /// <summary>Generation of the version, given by the server.</summary>
    [JsonPropertyName("order")]
    public long? Generation { get; init; }

    /// <summary>Whether it should run; true where no layer says it.</summary>
    public bool? Running { get; init; }

    /// <summary>Variables, laid over those of the layers below by name.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Arguments, in the place of those of the layers below.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Whether it is taken out, with all that the layers below say of it.</summary>
    public bool? Removed { get; init; }

    /// <summary>All that is said of a sub-agent.</summary>
    public static LayerSubAgent Of(DesiredSubAgent subAgent) => new()
    {
        Name = subAgent.Name,
        Version = subAgent.Version,
        Generation = subAgent.Generation,
        Running = subAgent.Running,
        Env = subAgent.Env,
        Args = subAgent.Args,
    };
}
