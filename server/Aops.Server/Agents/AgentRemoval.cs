using Aops.Query;
using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Storage;

namespace Aops.Server.Agents;

/// <summary>
/// Removes agents from the fleet, together with the clones that their tokens created: first from the database, with the
/// event of each, then from memory.
/// </summary>
/// <param name="signal">Tells that an operation was added.</param>
internal sealed class AgentRemoval(
    AgentStore store, BulkRemovalStore bulk, Presence presence, HeartbeatProcessor intake, DesiredStates desired,
    LongPollRegistry held, EventLog events, Action signal)
{
    /// <summary>Removes one.</summary>
    /// <returns>Whether it existed.</returns>
    public async Task<bool> RemoveAsync(string agentId, RemovalOrder order)
    {
        // Not cancelled in the middle: what is gone from the disk must also be gone from memory.
        var removed = await CommitAsync(store.RemoveAsync(agentId, order, CancellationToken.None));
        Forget(removed);
        return removed.Count > 0;
    }

    /// <summary>Counts the hosts of a query, and removes none.</summary>
    public ValueTask<BulkRemovalOutcome> TryAsync(
        QueryNode query, DateTimeOffset now, CancellationToken cancellationToken) =>
        bulk.TryAsync(query, now, cancellationToken);

    /// <summary>Removes the hosts of a query, if they are as many as expected.</summary>
    public async Task<BulkRemovalOutcome> RemoveAsync(QueryNode query, long expected, RemovalOrder order)
    {
        var outcome = await CommitAsync(bulk.RemoveAsync(query, expected, order, CancellationToken.None));
        if (outcome is not BulkRemovalOutcome.Done done) return outcome;
        Forget(done.Removed);
        if (done.OperationId is not null) signal();
        return done;
    }

    /// <summary>Drops the in-memory state of removed agents, and tells of their events.</summary>
    /// <param name="removed">The agents; null where a removal may have been committed whose end was not seen.</param>
    public void Forget(IReadOnlyList<RemovedAgent>? removed)
    {
        if (removed is null)
        {
            store.ForgetCredentials();
            return;
        }
        foreach (var agent in removed) Forget(agent.Id);
        if (removed.Count > 0) events.Announce();
    }

    /// <summary>Drops the in-memory state of a removed agent.</summary>
    public void Forget(string agentId)
    {
        store.ForgetCredential(agentId);
        presence.Forget(agentId);
        intake.Forget(agentId);
        desired.Forget(agentId);
        // Its held heartbeat is answered; the next one is refused, since the token is void.
        held.Wake(agentId);
    }

    /// <summary>Waits for a removal; where its end is not seen, memory trusts no credential that it has.</summary>
    public async Task<T> CommitAsync<T>(Task<T> removal)
    {
        try
        {
            return await removal;
        }
        catch (StoreException)
        {
            Forget(removed: null);
            throw;
        }
    }
}
