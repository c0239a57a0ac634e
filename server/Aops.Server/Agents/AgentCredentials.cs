using System.Collections.Concurrent;

namespace Aops.Server.Agents;

/// <summary>
/// Credentials of agents in memory, so that a heartbeat needs no query. Whatever changes one forgets it once that is
/// committed; a read that overlapped with the change is not retained.
/// </summary>
internal sealed class AgentCredentials
{
    private readonly ConcurrentDictionary<string, AgentCredential> _known = new(StringComparer.Ordinal);
    private long _changes;

    /// <summary>Number of changes so far; taken before a read.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>A credential; null where it has to be read.</summary>
    public AgentCredential? Find(string agentId) => _known.GetValueOrDefault(agentId);

    /// <summary>Retains what was read, unless something has changed meanwhile.</summary>
    /// <param name="changes"><see cref="Changes"/> before the read.</param>
    public void Add(AgentCredential credential, long changes)
    {
        _known[credential.AgentId] = credential;
        // A change counts first and forgets then: one of the two sees the other.
        if (Changes != changes) _known.TryRemove(credential.AgentId, out _);
    }

    /// <summary>Forgets an agent whose credential was changed.</summary>
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
