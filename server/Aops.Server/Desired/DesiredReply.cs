using Aops.Contracts.Wire;

namespace Aops.Server.Desired;

/// <summary>Answer about the desired state of the fleet or of one agent.</summary>
internal sealed record DesiredReply
{
    /// <summary>Revision of this scope; 0 if nothing was set yet. Also sent as ETag.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was changed, UTC; null when nothing was set yet.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>What was set in this scope; null when nothing is.</summary>
    public DesiredDocument? Document { get; init; }

    /// <summary>For one agent: the merge of the fleet's default and its override, as the agent gets it.</summary>
    public DesiredState? Effective { get; init; }
}
