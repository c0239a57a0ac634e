using Aops.Contracts.Wire;
using Aops.Server.Storage;

namespace Aops.Server.Commands;

/// <summary>What becomes of a run when a command moves that it gave to a host.</summary>
internal interface ICommandRuns
{
    /// <summary>The command is being sent, within the transaction that notes it.</summary>
    void NoteSent(StoreConnection connection, string runId, string agentId, DateTimeOffset now);

    /// <summary>The host tells how it ended, within the transaction that stores it.</summary>
    void NoteEnd(StoreConnection connection, string runId, string agentId, CommandResult result);

    /// <summary>The end is stored: who waits for it is told.</summary>
    Task AnnounceEndAsync(string runId, string agentId, CancellationToken cancellationToken);

    /// <summary>Takes a piece of a log that the host collected.</summary>
    Task TakeLogAsync(string runId, string agentId, string text, CancellationToken cancellationToken);
}
