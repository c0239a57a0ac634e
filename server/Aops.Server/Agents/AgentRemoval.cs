using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Heartbeats;

namespace Aops.Server.Agents;

/// <summary>Takes an agent out of the fleet, everywhere at once, and with it the clones that its token made.</summary>
internal sealed class AgentRemoval(
    AgentStore store, Presence presence, HeartbeatProcessor intake, DesiredStates desired, LongPollRegistry held,
    EventLog events, TimeProvider clock)
{
    /// <returns>Whether it was there.</returns>
    public async Task<bool> RemoveAsync(string agentId, CancellationToken cancellationToken)
    {
        var removed = await store.RemoveAsync(agentId, clock.GetUtcNow(), cancellationToken);
        foreach (var agent in removed)
        {
            Forget(agent.Id);
            var sentence = agent.Id == agentId
                ? $"{agent.Hostname} was removed; its token is void."
                : $"{agent.Hostname} was removed with {agentId}, whose token had made it; its token is void.";
            events.Add(EventKinds.Removed, sentence, agent.Id, agent.Hostname);
        }
        return removed.Count > 0;
    }

    /// <summary>Forgets what is in memory of an agent that is no more.</summary>
    public void Forget(string agentId)
    {
        presence.Forget(agentId);
        intake.Forget(agentId);
        desired.Forget(agentId);
        // Its held heartbeat is answered; the next one finds its token void.
        held.Wake(agentId);
    }
}
