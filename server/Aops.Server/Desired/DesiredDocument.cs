using System.Text.Json.Serialization;
using Aops.Contracts.Wire;

namespace Aops.Server.Desired;

/// <summary>
/// What an operator wants of the fleet or of one agent: the body of <c>PUT …/desired</c>, and the stored
/// form. In an override, null members fall back to the fleet's, and settings are merged with the fleet's by
/// key.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DesiredDocument
{
    /// <summary>The suite; null if no version is wanted.</summary>
    public DesiredAgent? Agent { get; init; }

    /// <summary>All sub-agents; null leaves them as they are, an empty list uninstalls them.</summary>
    public IReadOnlyList<DesiredSubAgent>? SubAgents { get; init; }

    /// <summary>Settings by the keys of conf.yml.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// Gives each version that is named its order. Who sends a version back with the order that it has means "as it is":
    /// it keeps it, and a host on which it failed does not try it again. Any other is a new order.
    /// </summary>
    /// <param name="before">The document that this one takes the place of; null for none.</param>
    /// <param name="order">The new order.</param>
    public DesiredDocument Ordered(DesiredDocument? before, long order) => this with
    {
        Agent = Agent is null
            ? null
            : Agent with { Generation = Keeps(Agent, before?.Agent) ? Agent.Generation : order },
        SubAgents = SubAgents?.Select(subAgent => subAgent with
        {
            Generation = Keeps(subAgent, before?.SubAgents?.FirstOrDefault(b => b.Name == subAgent.Name))
                ? subAgent.Generation
                : order,
        }).ToArray(),
    };

    private static bool Keeps(DesiredAgent now, DesiredAgent? before) =>
        before is not null && now.Version == before.Version && now.Generation == before.Generation;

    private static bool Keeps(DesiredSubAgent now, DesiredSubAgent? before) =>
        before is not null && now.Version == before.Version && now.Generation == before.Generation;
}
