using System.Text.Json.Serialization;
using Aops.Contracts.Wire;

namespace Aops.Server.Layers;

/// <summary>
/// What one layer says of the hosts that it is about: the body of a PUT, and what a revision stores. An absent member says
/// nothing, so that the layers below it hold.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LayerDocument
{
    /// <summary>A document that says nothing.</summary>
    public static LayerDocument Empty { get; } = new();

    /// <summary>The suite.</summary>
    public DesiredAgent? Agent { get; init; }

    /// <summary>
    /// Sub-agents, laid over those of the layers below by name; an empty list says that there are none besides those that
    /// layers name.
    /// </summary>
    public IReadOnlyList<LayerSubAgent>? SubAgents { get; init; }

    /// <summary>Whether the sub-agents of the layers below do not count.</summary>
    public bool? ReplaceSubAgents { get; init; }

    /// <summary>Settings by the keys of conf.yml, laid over those of the layers below by key.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether all sub-agents are held stopped while the pair goes on; false lets them run although a layer below says
    /// otherwise.
    /// </summary>
    public bool? Paused { get; init; }

    /// <summary>Whether it says nothing.</summary>
    [JsonIgnore]
    public bool IsEmpty =>
        Agent is null && SubAgents is null && ReplaceSubAgents is not true && Settings.Count == 0 && Paused is null;

    /// <summary>
    /// Gives each version that is named its generation. A version that is sent back with the generation that it has means
    /// "as it is": it retains it, and a host on which it failed does not try it again. Any other gets the new one.
    /// </summary>
    /// <param name="before">The document that this one takes the place of.</param>
    /// <param name="generation">The new generation.</param>
    public LayerDocument Ordered(LayerDocument? before, long generation) => this with
    {
        Agent = Agent is null
            ? null
            : Agent with { Generation = Retains(Agent, before?.Agent) ? Agent.Generation : generation },
        SubAgents = SubAgents?.Select(subAgent => subAgent with
        {
            Generation = subAgent.Version is null
                ? null
                : Retains(subAgent, before?.Find(subAgent.Name)) ? subAgent.Generation : generation,
        }).ToArray(),
    };

    /// <summary>
    /// This document of an earlier revision, to take the place of a later one: a version that the later one names as well
    /// is as it is, every other gets a new one by <see cref="Ordered"/>.
    /// </summary>
    /// <param name="head">The later document.</param>
    public LayerDocument InPlaceOf(LayerDocument head) => WithoutOrders().Retaining(head);

    /// <summary>This document without generations, so that each version gets a new one by <see cref="Ordered"/>.</summary>
    public LayerDocument WithoutOrders() => this with
    {
        Agent = Agent is null ? null : Agent with { Generation = 0 },
        SubAgents = SubAgents?.Select(subAgent => subAgent with { Generation = null }).ToArray(),
    };

    /// <summary>This document with the generations of the versions that another one names as well, where it has none.</summary>
    public LayerDocument Retaining(LayerDocument before) => this with
    {
        Agent = Agent is { Generation: 0 } && before.Agent?.Version == Agent.Version ? before.Agent : Agent,
        SubAgents = SubAgents?.Select(subAgent => subAgent.Generation is null && subAgent.Version is not null
            && before.Find(subAgent.Name) is { } present && present.Version == subAgent.Version
                ? subAgent with { Generation = present.Generation }
                : subAgent).ToArray(),
    };

    /// <summary>Whether it orders this version of the suite.</summary>
    public bool Orders(string version) => Agent?.Version == version;

    /// <summary>Whether it orders this version of a sub-agent.</summary>
    public bool Orders(string subAgent, string version) => Find(subAgent)?.Version == version;

    /// <summary>What it says of a sub-agent; null for nothing.</summary>
    public LayerSubAgent? Find(string name) => SubAgents?.FirstOrDefault(subAgent => subAgent.Name == name);

    private static bool Retains(DesiredAgent now, DesiredAgent? before) =>
        before is not null && now.Version == before.Version && now.Generation == before.Generation;

    private static bool Retains(LayerSubAgent now, LayerSubAgent? before) =>
        before is not null && now.Version == before.Version && now.Generation == before.Generation;
}
