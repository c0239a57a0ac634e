using Aops.Contracts.Wire;

namespace Aops.Server.Layers;

/// <summary>What hosts with the same revisions of the same layers should be; they share it.</summary>
internal sealed class EffectiveDocument
{
    /// <summary>The one of hosts that no layer says anything of.</summary>
    public static EffectiveDocument Empty { get; } = LayerMerge.Of([]);

    /// <summary>The layers, the strongest last.</summary>
    public required IReadOnlyList<MergedLayer> Layers { get; init; }

    public DesiredAgent? Agent { get; init; }

    public IReadOnlyList<DesiredSubAgent>? SubAgents { get; init; }

    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The layer that keeps all sub-agents stopped; null where they may run.</summary>
    public MergedLayer? PausedBy { get; init; }

    /// <summary>Its fields by path, such as <c>subAgents[host-metrics].env.INTERVAL</c>, in order.</summary>
    public required IReadOnlyDictionary<string, EffectiveField> Fields { get; init; }

    /// <summary>Whether a layer of one host says something.</summary>
    public bool HasHostLayer => Layers.Any(layer => layer.Layer.Kind == LayerKind.Host && !layer.Document.IsEmpty);

    /// <summary>It as a host gets it.</summary>
    public DesiredState ToDesired(long revision) => new()
    {
        Revision = revision, Agent = Agent, SubAgents = SubAgents, Settings = Settings,
        Pause = PausedBy is { } layer ? new DesiredPause { Reason = PauseSentence.Of(layer) } : null,
    };
}
