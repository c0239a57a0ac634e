using Aops.Contracts.Wire;

namespace Aops.Server.Commands;

/// <summary>The queries about commands.</summary>
internal interface ICommandStore
{
    /// <summary>Keeps a new command, on the disk.</summary>
    Task<AddCommandOutcome> AddCommandAsync(
        string agentId, AgentCommand command, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Commands of an agent, the newest first.</summary>
    ValueTask<IReadOnlyList<CommandRecord>> ListCommandsAsync(
        string agentId, int limit, CancellationToken cancellationToken);

    /// <summary>Commands to send: not ended, not expired, and not sent since a moment.</summary>
    ValueTask<IReadOnlyList<AgentCommand>> ListDueCommandsAsync(
        string agentId, DateTimeOffset now, DateTimeOffset notSentSince, CancellationToken cancellationToken);

    /// <summary>Keeps that commands are being sent.</summary>
    Task StoreDeliveryAsync(
        IReadOnlyList<AgentCommand> commands, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Keeps how a command ended, on the disk; the first result stays.</summary>
    Task<EndCommandOutcome> EndCommandAsync(
        string agentId, string commandId, CommandResult result, CancellationToken cancellationToken);

    /// <summary>Adds to the log of a command, up to the bound of the contract.</summary>
    /// <returns>Whether this agent has such a command.</returns>
    Task<bool> AppendCommandLogAsync(
        string agentId, string commandId, string text, CancellationToken cancellationToken);
}
