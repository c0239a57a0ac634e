using Aops.Contracts.Wire;

namespace Aops.Server.Heartbeats;

/// <summary>
/// Cache of the last heartbeat of each agent, for comparison with the next. Beyond a number of bytes the
/// least recently used are dropped; a dropped one is read from the store when needed.
/// </summary>
internal sealed class LastHeartbeats(long bytesMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _newestFirst = [];
    private long _bytes;

    /// <summary>The last heartbeat of an agent; null if not cached.</summary>
    public HeartbeatRequest? Find(string agentId)
    {
        lock (_gate) return _entries.GetValueOrDefault(agentId)?.Value.Heartbeat;
    }

    /// <summary>Replaces the last heartbeat of an agent.</summary>
    /// <param name="bytes">Its size for the limit.</param>
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

    /// <summary>Drops the heartbeat of an agent.</summary>
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
