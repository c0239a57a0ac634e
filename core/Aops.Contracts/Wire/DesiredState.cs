using System.Text.Json.Serialization;

namespace Aops.Contracts.Wire;

/// <summary>The desired state of a host. Applying it is idempotent.</summary>
public sealed record DesiredState
{
    /// <summary>Schema version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Increases with every change; the agent reports it once it has stored the state.</summary>
    public required long Revision { get; init; }

    /// <summary>
    /// The history of numbers that <see cref="Revision"/> belongs to, a name; null from a server of before. Numbers of two
    /// histories have nothing in common: a server that was put back to a copy gives its numbers again in another history.
    /// </summary>
    public string? History { get; init; }

    /// <summary>The suite; null leaves it as it is.</summary>
    public DesiredAgent? Agent { get; init; }

    /// <summary>All sub-agents that are to exist; any other is uninstalled. Null leaves all as they are.</summary>
    public IReadOnlyList<DesiredSubAgent>? SubAgents { get; init; }

    /// <summary>
    /// Settings that override conf.yml, with the same keys and notation: <c>heartbeatInterval: "10s"</c>. An
    /// invalid setting is reported and left out.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// Keeps all sub-agents stopped, whatever <see cref="SubAgents"/> says; the pair itself goes on. Null lets them run.
    /// A host of before leaves it out.
    /// </summary>
    public DesiredPause? Pause { get; init; }
}

/// <summary>Sub-agents are stopped until the pause is taken back; those that ran are started again then.</summary>
public sealed record DesiredPause
{
    /// <summary>Who asked for it and why, one sentence without its end; empty if it is not known.</summary>
    public string Reason { get; set; } = "";
}

/// <summary>The desired version of the suite.</summary>
public sealed record DesiredAgent
{
    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// Generation of the operator's order. A version that failed on this host is tried again only under a newer
    /// generation than the one under which it failed.
    /// </summary>
    [JsonPropertyName("order")]
    public long Generation { get; init; }
}

/// <summary>A sub-agent that is to exist.</summary>
public sealed record DesiredSubAgent
{
    /// <summary>Name of the sub-agent and of its target in the repository.</summary>
    public required string Name { get; init; }

    /// <summary>The version to install.</summary>
    public required string Version { get; init; }

    /// <summary>Whether it is to run; false keeps it installed and stopped.</summary>
    public bool Running { get; set; } = true;

    /// <summary>As <see cref="DesiredAgent.Generation"/>.</summary>
    [JsonPropertyName("order")]
    public long Generation { get; init; }

    /// <summary>
    /// Variables that override those of the package's specification; an empty value removes a variable.
    /// </summary>
    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();

    /// <summary>Arguments that replace those of the package's specification; null keeps those.</summary>
    public IReadOnlyList<string>? Args { get; init; }
}
