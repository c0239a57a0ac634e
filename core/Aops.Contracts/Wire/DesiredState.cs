using System.Text.Json.Serialization;

namespace Aops.Contracts.Wire;

/// <summary>What a host should be. Applying it twice changes nothing.</summary>
public sealed record DesiredState
{
    /// <summary>Version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Grows with every change; the agent sends it back once it holds it.</summary>
    public required long Revision { get; init; }

    /// <summary>The suite, or null for "leave it as it is".</summary>
    public DesiredAgent? Agent { get; init; }

    /// <summary>All sub-agents that should be there; one that is not named is uninstalled. Null leaves them as they are.</summary>
    public IReadOnlyList<DesiredSubAgent>? SubAgents { get; init; }

    /// <summary>
    /// Settings that the server lays over conf.yml, by the same keys and in the same spelling:
    /// <c>heartbeatInterval: "10s"</c>. A fault in one is reported and that one is left out.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();
}

/// <summary>The version of the suite that should run.</summary>
public sealed record DesiredAgent
{
    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// Names one order of an operator. A version that failed on this host is tried again only under an order that is
    /// newer than the one it failed under.
    /// </summary>
    [JsonPropertyName("order")]
    public long Generation { get; init; }
}

/// <summary>A sub-agent that should be there.</summary>
public sealed record DesiredSubAgent
{
    /// <summary>Name, which is also its target's name in the repository.</summary>
    public required string Name { get; init; }

    /// <summary>Version.</summary>
    public required string Version { get; init; }

    /// <summary>Whether it should run; false keeps it installed and stopped.</summary>
    public bool Running { get; set; } = true;

    /// <summary>As <see cref="DesiredAgent.Generation"/>.</summary>
    [JsonPropertyName("order")]
    public long Generation { get; init; }

    /// <summary>Laid over the environment of the package's specification; an empty value takes a variable away.</summary>
    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();

    /// <summary>In place of the arguments of the package's specification, or null to keep those.</summary>
    public IReadOnlyList<string>? Args { get; init; }
}
