using System.Collections.Concurrent;

namespace Aops.Server.Storage;

/// <summary>
/// What was read of hosts, in memory, so that a heartbeat needs no query. Whatever changes it forgets it once that is
/// committed; a read that overlapped with the change is not retained.
/// </summary>
internal sealed class HostCache<T>
{
    private readonly ConcurrentDictionary<string, T> _known = new(StringComparer.Ordinal);
    private long _changes;

    /// <summary>Number of changes so far; taken before a read.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Whether something is known of a host.</summary>
    public bool Has(string agentId) => _known.ContainsKey(agentId);

    /// <summary>What is known; the default where it has to be read.</summary>
    public T? Find(string agentId) => _known.GetValueOrDefault(agentId);

    /// <summary>Retains what was read, unless something has changed meanwhile.</summary>
    /// <param name="changes"><see cref="Changes"/> before the read.</param>
    public void Add(string agentId, T value, long changes)
    {
        _known[agentId] = value;
        // A change counts first and forgets then: one of the two sees the other.
        if (Changes != changes) _known.TryRemove(agentId, out _);
    }

    /// <summary>Forgets a host that was changed.</summary>
    public void Forget(string agentId)
    {
        Interlocked.Increment(ref _changes);
        _known.TryRemove(agentId, out _);
    }

    /// <summary>Forgets all, as it is not known which were changed.</summary>
    public void ForgetAll()
    {
        Interlocked.Increment(ref _changes);
        _known.Clear();
    }
}
