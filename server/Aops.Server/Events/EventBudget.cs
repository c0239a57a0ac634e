using Aops.Server.Budgets;

namespace Aops.Server.Events;

/// <summary>
/// Limit on the events of one agent. Events beyond it are not stored but counted, and one event reports the
/// count. An agent without events takes no memory.
/// </summary>
internal sealed class EventBudget(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(EventClass, string), State> _states = [];

    /// <summary>Takes room for one event of an agent.</summary>
    /// <returns>Whether there was room; if not, the event is counted.</returns>
    public bool TryTake(EventClass kind, string agentId, string? hostname)
    {
        lock (_gate)
        {
            if (!_states.TryGetValue((kind, agentId), out var state))
                _states.Add((kind, agentId), state = new State(new TokenBucket(ServerLimits.AgentEvents, clock)));
            if (state.Bucket.Take(1) == TimeSpan.Zero) return true;
            state.Dropped++;
            state.Hostname = hostname ?? state.Hostname;
            return false;
        }
    }

    /// <summary>
    /// Counts of dropped events that were not reported yet. Agents without any are dropped after some time.
    /// </summary>
    public IReadOnlyList<(EventClass Class, string AgentId, string? Hostname, int Count)> TakeDropped()
    {
        lock (_gate)
        {
            var dropped = new List<(EventClass, string, string?, int)>();
            foreach (var (key, state) in _states)
            {
                if (state.Dropped > 0)
                {
                    // The first report comes soon; further ones must not fill the log either.
                    if (state.ToldAt is { } at && clock.GetElapsedTime(at) < ServerLimits.EventsSummaryPause) continue;
                    dropped.Add((key.Item1, key.Item2, state.Hostname, state.Dropped));
                    (state.Dropped, state.ToldAt) = (0, clock.GetTimestamp());
                }
                else if (state.Bucket.IsFull) _states.Remove(key);
            }
            return dropped;
        }
    }

    private sealed class State(TokenBucket bucket)
    {
        public TokenBucket Bucket { get; } = bucket;

        public int Dropped { get; set; }

        public long? ToldAt { get; set; }

        public string? Hostname { get; set; }
    }
}
