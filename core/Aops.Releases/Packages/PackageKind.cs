using System.Text.Json.Serialization;

namespace Aops.Releases.Packages;

/// <summary>What a target of the repository is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PackageKind>))]
public enum PackageKind
{
    /// <summary>A slot of the suite; <c>agent</c>.</summary>
    [JsonStringEnumMemberName("agent")]
    Agent,

    /// <summary>A slot of a sub-agent; <c>subagent</c>.</summary>
    [JsonStringEnumMemberName("subagent")]
    SubAgent,

    /// <summary>A program that installs the suite, as a plain file; <c>bootstrap</c>.</summary>
    [JsonStringEnumMemberName("bootstrap")]
    Bootstrap,
}
