using Aops.Contracts.Wire;

namespace Aops.Server.Commands;

/// <summary>A one-shot command with its result.</summary>
internal sealed record CommandRecord
{
    /// <summary>Number of the command, for paging.</summary>
    public long Seq { get; init; }

    public required AgentCommand Command { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last sent to the agent; null if never.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    public CommandResult? Result { get; init; }

    /// <summary>What the agent sent to <c>/log</c>; null if nothing.</summary>
    public string? Log { get; init; }
}
