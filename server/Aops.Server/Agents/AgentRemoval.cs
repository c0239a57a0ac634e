using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Heartbeats;

namespace Aops.Server.Agents;

/// <summary>Takes an agent out of the fleet, everywhere at once.</summary>
internal sealed class AgentRemoval(
    AgentStore store, Presence presence, StatusIntake intake, DesiredStates desired, HeldHeartbeats held,
    EventLog events)
{
    /// <returns>Whether it was there.</returns>
    public async Task<bool> RemoveAsync(string agentId, CancellationToken cancellationToken)
    {
        var agent = await store.FindAsync(agentId, cancellationToken);
        if (agent is null || !await store.RemoveAsync(agentId, cancellationToken)) return false;
        presence.Forget(agentId);
        intake.Forget(agentId);
        desired.Forget(agentId);
        // Its held heartbeat is answered; the next one finds its token void.
        held.Wake(agentId);
        events.Add(EventKinds.Removed, $"{agent.Hostname} was removed; its token is void.", agentId, agent.Hostname);
        return true;
    }
}
