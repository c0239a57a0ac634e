using Aops.Server.Events;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Agents;

/// <summary>Removal of agents, within a transaction.</summary>
internal static class AgentRows
{
    /// <summary>
    /// Deletes an agent with its status, layer and commands, and stores the event that says so. Its token becomes void, and
    /// so do the clones that it created without an operator's consent. Their ids are not reused.
    /// </summary>
    /// <returns>What was removed, the agent itself first; empty if it is unknown.</returns>
    public static List<RemovedAgent> Remove(StoreConnection connection, string agentId, RemovalOrder order)
    {
        var found = Find(connection, agentId);
        Remove(connection, found, order);
        return found;
    }

    /// <summary>Does so with what was found.</summary>
    /// <param name="found">What <see cref="Find"/> gave within the same transaction.</param>
    public static void Remove(StoreConnection connection, IReadOnlyList<RemovedAgent> found, RemovalOrder order)
    {
        if (found.Count == 0) return;
        foreach (var agent in found) Remove(connection, agent, order.Now);
        EventStore.Append(connection, [.. found.Select(agent => EventOf(agent, found[0].Id, order))]);
    }

    /// <summary>What a removal of an agent removes, the agent itself first; empty if it is unknown.</summary>
    public static List<RemovedAgent> Find(StoreConnection connection, string agentId)
    {
        var removed = connection.Prepare("SELECT id, hostname FROM agent WHERE id = @id")
            .Set("@id", agentId).Read(RemovedAgent.Read);
        if (removed.Count == 0) return removed;
        removed.AddRange(connection.Prepare("SELECT id, hostname FROM agent WHERE made_by = @id AND consented = 0")
            .Set("@id", agentId).Read(RemovedAgent.Read));
        return removed;
    }

    private static void Remove(StoreConnection connection, RemovedAgent agent, DateTimeOffset now)
    {
        LayerRows.RemoveHost(connection, agent.Id);
        HeldRows.Remove(connection, agent.Id);
        connection.Prepare("DELETE FROM agent WHERE id = @id").Set("@id", agent.Id).Run();
        connection.Prepare(
            "INSERT INTO removed_agent (id, hostname, removed_at) VALUES (@id, @hostname, @now) " +
            "ON CONFLICT(id) DO NOTHING")
            .Set("@id", agent.Id).Set("@hostname", agent.Hostname).Set("@now", now).Run();
    }

    private static EventRecord EventOf(RemovedAgent agent, string agentId, RemovalOrder order)
    {
        var sentence = agent.Id == agentId
            ? $"{agent.Hostname} was removed; its token is void."
            : $"{agent.Hostname} was removed with {agentId}, whose token had made it; its token is void.";
        return new EventRecord
        {
            At = order.Now,
            Kind = EventKinds.Removed,
            Class = EventKinds.ClassOf(EventKinds.Removed),
            AgentId = agent.Id,
            Hostname = agent.Hostname,
            Actor = order.By.Name,
            Message = EventSentence.Sign(sentence, order.By.Name, order.Message),
        };
    }
}
