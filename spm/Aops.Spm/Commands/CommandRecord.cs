using Aops.Contracts.Wire;

namespace Aops.Spm.Commands;

/// <summary>A command that this host has begun: written before it runs, so that it runs at most once.</summary>
internal sealed record CommandRecord
{
    /// <summary>The command.</summary>
    public required AgentCommand Command { get; init; }

    /// <summary>How it ended; null while it runs.</summary>
    public CommandResult? Result { get; init; }

    /// <summary>Whether the server has the result.</summary>
    public bool Reported { get; init; }
}
