using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Heartbeats;

namespace Aops.Server.Agents;

/// <summary>Removes an agent from the fleet, together with the clones that its token created.</summary>
internal sealed class AgentRemoval(
    AgentStore store, Presence presence, HeartbeatProcessor intake, DesiredStates desired, LongPollRegistry held,
    EventLog events, TimeProvider clock)
{
    /// <returns>Whether it existed.</returns>
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

    /// <summary>Drops the in-memory state of a removed agent.</summary>
    public void Forget(string agentId)
    {
        presence.Forget(agentId);
        intake.Forget(agentId);
        desired.Forget(agentId);
        // Its held heartbeat is answered; the next one is refused, since the token is void.
        held.Wake(agentId);
    }
}
