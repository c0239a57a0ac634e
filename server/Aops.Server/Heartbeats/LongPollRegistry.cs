using System.Collections.Concurrent;

namespace Aops.Server.Heartbeats;

/// <summary>The heartbeats that are held now; at most one per agent, the newest.</summary>
internal sealed class LongPollRegistry(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, LongPoll> _held = new();
    private volatile bool _stopping;

    /// <summary>How many are held.</summary>
    public int Count => _held.Count;

    /// <summary>Registers a heartbeat; an older one of the same agent ends.</summary>
    public LongPoll Enter(string agentId)
    {
        var entered = new LongPoll(clock);
        _held.AddOrUpdate(agentId, static (_, entered) => entered, static (_, older, entered) =>
        {
            older.End(LongPollResult.Superseded);
            return entered;
        }, entered);
        if (_stopping) entered.End(LongPollResult.Stopping);
        return entered;
    }

    /// <summary>A heartbeat that is not held came: an older one of the same agent ends.</summary>
    public void Supersede(string agentId)
    {
        if (_held.TryRemove(agentId, out var older)) older.End(LongPollResult.Superseded);
    }

    /// <summary>Unregisters an answered heartbeat; a newer one of the same agent stays.</summary>
    public void Leave(string agentId, LongPoll held) => _held.TryRemove(KeyValuePair.Create(agentId, held));

    /// <summary>Wakes the heartbeat of one agent, since there is news for it.</summary>
    public void Wake(string agentId)
    {
        if (_held.TryGetValue(agentId, out var held)) held.End(LongPollResult.Woken);
    }

    /// <summary>Ends all held heartbeats, since the server stops; later ones are not held.</summary>
    public void Stop()
    {
        _stopping = true;
        foreach (var (_, held) in _held) held.End(LongPollResult.Stopping);
    }
}
