using Aops.Contracts.Wire;

namespace Aops.Spm.Commands;

/// <summary>
/// A command that this host has begun. The record is written before the command runs, so that it runs at
/// most once.
/// </summary>
internal sealed record CommandRecord
{
    public required AgentCommand Command { get; init; }

    /// <summary>Result of the command; null while it runs.</summary>
    public CommandResult? Result { get; init; }

    /// <summary>Whether the server has received the result.</summary>
    public bool Reported { get; init; }
}
