using Aops.Contracts.Wire;

namespace Aops.Server.Heartbeats;

/// <summary>
/// The last heartbeats of agents, to compare the next ones with. Past a number of bytes those that were used longest ago
/// are dropped; what is dropped is read from the store when it is needed.
/// </summary>
internal sealed class LastHeartbeats(long bytesMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _newestFirst = [];
    private long _bytes;

    /// <summary>The last heartbeat of an agent; null where it is not held.</summary>
    public HeartbeatRequest? Find(string agentId)
    {
        lock (_gate) return _entries.GetValueOrDefault(agentId)?.Value.Heartbeat;
    }

    /// <summary>Holds a heartbeat in the place of the agent's last one.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="heartbeat">The heartbeat.</param>
    /// <param name="bytes">What it counts for.</param>
    public void Set(string agentId, HeartbeatRequest heartbeat, int bytes)
    {
        lock (_gate)
        {
            Remove(agentId);
            _entries[agentId] = _newestFirst.AddFirst(new Entry(agentId, heartbeat, bytes));
            _bytes += bytes;
            while (_bytes > bytesMax) Remove(_newestFirst.Last!.Value.AgentId);
        }
    }

    /// <summary>Drops an agent's.</summary>
    public void Forget(string agentId)
    {
        lock (_gate) Remove(agentId);
    }

    private void Remove(string agentId)
    {
        if (!_entries.Remove(agentId, out var node)) return;
        _newestFirst.Remove(node);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Entry(string AgentId, HeartbeatRequest Heartbeat, int Bytes);
}
