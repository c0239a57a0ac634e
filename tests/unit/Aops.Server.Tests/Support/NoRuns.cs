using Aops.Contracts.Wire;
using Aops.Server.Commands;
using Aops.Server.Storage;

namespace Aops.Server.Tests.Support;

/// <summary>For commands that no run has given.</summary>
internal sealed class NoRuns : ICommandRuns
{
    public void NoteSent(StoreConnection connection, string runId, string agentId, DateTimeOffset now) => throw Given(runId);

    public void NoteEnd(StoreConnection connection, string runId, string agentId, CommandResult result) => throw Given(runId);

    public Task AnnounceEndAsync(string runId, string agentId, CancellationToken cancellationToken) => throw Given(runId);

    public Task TakeLogAsync(string runId, string agentId, string text, CancellationToken cancellationToken) =>
        throw Given(runId);

    private static InvalidOperationException Given(string runId) => new($"the run {runId} gave it");
}
