using Aops.Contracts.Wire;
using Aops.Server.Layers;

namespace Aops.Server.Desired;

/// <summary>Answer about the desired state of the fleet or of one agent.</summary>
internal sealed record DesiredReply
{
    /// <summary>Number of the last change of this layer; 0 when nothing was set yet. Also sent as ETag.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was changed, UTC; null when nothing was set yet.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>What was set in this layer; null when nothing is.</summary>
    public LayerDocument? Document { get; init; }

    /// <summary>For one agent: all its layers laid over one another, as the agent gets it.</summary>
    public DesiredState? Effective { get; init; }
}
