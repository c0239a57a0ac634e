using Aops.Contracts.Wire;
using Aops.Spm.Desired;

namespace Aops.Spm.Heartbeats;

/// <summary>An answer to a heartbeat that has passed <see cref="ReplyGate"/>.</summary>
internal sealed record ServerReply
{
    /// <summary>The desired state; null where the server sent none, or none that can be used.</summary>
    public CheckedDesired? Desired { get; init; }

    /// <summary>Why the desired state that came cannot be used; null if it can, or if none came.</summary>
    public string? DesiredFault { get; init; }

    /// <summary>Commands, also those that are answered only with a refusal.</summary>
    public IReadOnlyList<OrderedCommand> Commands { get; init; } = [];

    /// <summary>The quiet that the server asks for, within <see cref="Contracts.Limits.SlowDownSecondsMax"/>.</summary>
    public TimeSpan SlowDown { get; init; }

    /// <summary>What goes back with the next heartbeat; 0 from a server that does not count.</summary>
    public long Counter { get; init; }

    /// <summary>The generation of the signed authority that the server says is published; null for none.</summary>
    public long? AuthorityGeneration { get; init; }

    /// <summary>Other parts that were left out, one sentence each.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}

/// <summary>A command of the server.</summary>
/// <param name="Command">The command.</param>
/// <param name="Refusal">Why it is not begun; null if it may be.</param>
internal sealed record OrderedCommand(AgentCommand Command, string? Refusal = null);
