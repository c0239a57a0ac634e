using System.Text.Json.Serialization;
using Aops.Contracts.Wire;

namespace Aops.Server.Desired;

/// <summary>
/// What an operator wants, of the fleet or of one agent: the body of <c>PUT …/desired</c> and what is stored.
/// In an override, null members are the fleet's and settings are laid over the fleet's by key.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DesiredDocument
{
    /// <summary>The suite; null for no wish.</summary>
    public DesiredAgent? Agent { get; init; }

    /// <summary>All sub-agents; null leaves them as they are, an empty list uninstalls them.</summary>
    public IReadOnlyList<DesiredSubAgent>? SubAgents { get; init; }

    /// <summary>Settings by the keys of conf.yml.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    /// <summary>Every PUT is a new order for each version that it names.</summary>
    public DesiredDocument WithOrder(long order) => this with
    {
        Agent = Agent is null ? null : Agent with { Order = order },
        SubAgents = SubAgents?.Select(subAgent => subAgent with { Order = order }).ToArray(),
    };
}
