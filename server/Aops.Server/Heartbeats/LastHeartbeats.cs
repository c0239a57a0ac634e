namespace Aops.Server.Heartbeats;

/// <summary>
/// Cache of the last heartbeat of each agent, for comparison with the next. Beyond a number of bytes the
/// least recently used are dropped; a dropped one is read from the store when needed.
/// </summary>
internal sealed class LastHeartbeats(long bytesMax)
{
    private const int StartsKnown = 4;

    private static readonly TimeSpan MovePause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _newestFirst = [];
    private long _bytes;

    /// <summary>The last heartbeat of an agent; null if not cached.</summary>
    public LastHeartbeat? Find(string agentId)
    {
        lock (_gate) return _entries.GetValueOrDefault(agentId)?.Value.Last;
    }

    /// <summary>By what the next heartbeat of an agent is recognized, while its status is stored and not too old; else null.</summary>
    public HeartbeatRepeat? FindRepeat(string agentId, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(agentId, out var node)
                || node.Value.Last is not { Repeat: { } repeat, StoredAt: { } at }
                || now - at >= ServerLimits.StatusAgeMax)
            {
                return null;
            }
            // In memory that is out of the processor's cache: so exact need the order of use not be.
            if (now - node.Value.MovedAt >= MovePause)
            {
                node.Value.MovedAt = now;
                MoveFirst(node);
            }
            return repeat;
        }
    }

    /// <summary>Replaces the last heartbeat of an agent.</summary>
    public void Set(string agentId, LastHeartbeat last)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(agentId, out var node))
            {
                _bytes -= node.Value.Last.BytesHeld;
                node.Value.Last = last;
                MoveFirst(node);
            }
            else
            {
                _entries[agentId] = _newestFirst.AddFirst(new Entry(agentId, last));
            }
            _bytes += last.BytesHeld;
            while (_bytes > bytesMax) Remove(_newestFirst.Last!.Value.AgentId);
        }
    }

    /// <summary>Notes that the last heartbeat of an agent is stored, unless a newer one has taken its place.</summary>
    public void SetStored(string agentId, LastHeartbeat last, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_entries.GetValueOrDefault(agentId) is { } node && ReferenceEquals(node.Value.Last, last))
                node.Value.Last = last with { StoredAt = at };
        }
    }

    /// <summary>Notes that what is stored of an agent is not what it told last: its next heartbeat has to be stored whole.</summary>
    public void SetNotStored(string agentId)
    {
        lock (_gate)
        {
            if (_entries.GetValueOrDefault(agentId) is { } node)
                node.Value.Last = node.Value.Last with { StoredAt = null };
        }
    }

    /// <summary>Notes that a program of an agent's pair has started again.</summary>
    public void NoteStart(string agentId, DateTimeOffset at)
    {
        lock (_gate) _entries.GetValueOrDefault(agentId)?.Value.NoteStart(at);
    }

    /// <summary>How often one has started again after a time; of many only the last ones are known.</summary>
    public int CountStarts(string agentId, DateTimeOffset since)
    {
        lock (_gate) return _entries.GetValueOrDefault(agentId)?.Value.Starts.Count(at => at > since) ?? 0;
    }

    /// <summary>Drops the heartbeat of an agent.</summary>
    public void Forget(string agentId)
    {
        lock (_gate) Remove(agentId);
    }

    private void MoveFirst(LinkedListNode<Entry> node)
    {
        _newestFirst.Remove(node);
        _newestFirst.AddFirst(node);
    }

    private void Remove(string agentId)
    {
        if (!_entries.Remove(agentId, out var node)) return;
        _newestFirst.Remove(node);
        _bytes -= node.Value.Last.BytesHeld;
    }

    private sealed class Entry(string agentId, LastHeartbeat last)
    {
        public string AgentId { get; } = agentId;

        public LastHeartbeat Last { get; set; } = last;

        public DateTimeOffset MovedAt { get; set; }

        /// <summary>When a program of its pair started again, the last times.</summary>
        public IReadOnlyList<DateTimeOffset> Starts { get; private set; } = [];

        public void NoteStart(DateTimeOffset at) => Starts = [.. Starts.TakeLast(StartsKnown - 1), at];
    }
}
