using System.Collections.Concurrent;

namespace Aops.Server.Commands;

/// <summary>Agents for which no command is open, so that their heartbeats need no query.</summary>
internal sealed class IdleAgents
{
    private readonly ConcurrentDictionary<string, bool> _idle = new(StringComparer.Ordinal);
    private long _changes;

    /// <summary>Number of commands that were added so far; taken before a read.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Whether an agent has no open command.</summary>
    public bool Has(string agentId) => _idle.ContainsKey(agentId);

    /// <summary>Notes an agent without one, unless commands were added since the read.</summary>
    /// <param name="changes"><see cref="Changes"/> before the read.</param>
    public void Add(string agentId, long changes)
    {
        _idle[agentId] = true;
        // Adding a command counts first and forgets then: one of the two sees the other.
        if (Changes != changes) _idle.TryRemove(agentId, out _);
    }

    /// <summary>Commands may have been added, and it is not known to which agents.</summary>
    public void ForgetAll()
    {
        Interlocked.Increment(ref _changes);
        _idle.Clear();
    }

    /// <summary>A command of an agent was added, or it is removed.</summary>
    public void Forget(string agentId)
    {
        Interlocked.Increment(ref _changes);
        _idle.TryRemove(agentId, out _);
    }
}
