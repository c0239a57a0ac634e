using Aops.Contracts.Wire;
using Aops.Spm.Desired;
using Aops.Spm.Runs;

namespace Aops.Spm.Heartbeats;

/// <summary>A reply to a heartbeat that has passed <see cref="ReplyGate"/>.</summary>
internal sealed record ServerReply
{
    /// <summary>The desired state; null if the server sent none, or an unusable one.</summary>
    public CheckedDesired? Desired { get; init; }

    /// <summary>Why the desired state that was sent cannot be used; null if it can, or if none was sent.</summary>
    public string? DesiredFault { get; init; }

    /// <summary>Whether the next heartbeat is to tell the desired state that this host holds.</summary>
    public bool AsksForHeld { get; init; }

    /// <summary>Commands, including those that are only answered with a refusal.</summary>
    public IReadOnlyList<OrderedCommand> Commands { get; init; } = [];

    /// <summary>
    /// How long the server asks this host not to send, within
    /// <see cref="Contracts.Limits.SlowDownSecondsMax"/>.
    /// </summary>
    public TimeSpan SlowDown { get; init; }

    /// <summary>The counter that the next heartbeat returns; 0 from a server that does not count.</summary>
    public long Counter { get; init; }

    /// <summary>
    /// The generation of the signed authority that the server reports as published; null for none.
    /// </summary>
    public long? AuthorityGeneration { get; init; }

    /// <summary>Runs, including those that are only answered with a refusal.</summary>
    public IReadOnlyList<RunOffer> Runs { get; init; } = [];

    /// <summary>Ids of runs that are to end, or not to start.</summary>
    public IReadOnlyList<string> CancelledRuns { get; init; } = [];

    /// <summary>Sections of the inventory that the server asks for.</summary>
    public IReadOnlyList<string> InventoryWanted { get; init; } = [];

    /// <summary>Other parts that were dropped, one sentence each.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}

/// <summary>A command of the server.</summary>
/// <param name="Refusal">Why it is not run; null if it may be.</param>
internal sealed record OrderedCommand(AgentCommand Command, string? Refusal = null);
