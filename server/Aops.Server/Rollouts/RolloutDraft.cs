using Aops.Rollouts.Strategies;
using Aops.Server.Layers;

namespace Aops.Server.Rollouts;

/// <summary>What is to be resolved to hosts.</summary>
internal sealed record RolloutDraft
{
    /// <summary>The id that the rollout has or will have.</summary>
    public required string Id { get; init; }

    public required LayerName Layer { get; init; }

    /// <summary>What the layer is to say.</summary>
    public required LayerDocument Document { get; init; }

    /// <summary>The newest revision of the layer when that was made; 0 for none.</summary>
    public required long Base { get; init; }

    public required RolloutStrategy Strategy { get; init; }

    /// <summary>The hosts alone that it is for, ids; null for all of the layer.</summary>
    public IReadOnlySet<string>? Only { get; init; }
}
