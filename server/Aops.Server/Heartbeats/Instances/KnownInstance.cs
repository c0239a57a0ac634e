using Aops.Contracts.Wire;

namespace Aops.Server.Heartbeats.Instances;

/// <summary>The state of the instances of one identity, in memory.</summary>
/// <param name="state">The state as it was read from the database; null before the first heartbeat.</param>
internal sealed class KnownInstance(InstanceState? state)
{
    private readonly Lock _gate = new();
    private InstanceState? _state = state;
    // What Current told; null where the state was read from the database.
    private InstanceKey? _key;
    // What each heartbeat changes, in place: the state is old in memory, and stays so.
    private long _counter = state?.Counter ?? 0;
    private long _shown = state?.Shown ?? 0;
    private long _sequence = state?.Sequence ?? 0;

    /// <summary>The state; null before the first heartbeat.</summary>
    public InstanceState? State
    {
        get { lock (_gate) return Whole; }
    }

    private InstanceState? Whole => _state is not { } state ? null
        : state with { Counter = _counter, Shown = _shown, Sequence = _sequence };

    /// <summary>Judges a heartbeat.</summary>
    /// <returns>The verdict, the counter for the reply, and whether two instances were known before.</returns>
    public (InstanceVerdict Verdict, long Counter, bool WasTwo) Judge(
        HeartbeatRequest request, HostInstance told, DateTimeOffset now)
    {
        var host = request.Host.Hostname;
        var key = InstanceKey.Of(told, host);
        lock (_gate)
        {
            var known = Whole;
            var mark = known is not null && _key == key ? known.Current : InstanceMark.Of(told, host);
            var facts = new InstanceFacts(mark, told.Counter, request.Agent.StartedAt, request.Sequence);
            var (verdict, next) = InstanceRule.Judge(known, facts, now);
            _state = next;
            (_counter, _shown, _sequence) = (next.Counter, next.Shown, next.Sequence);
            if (next.Current == mark) _key = key;
            return (verdict, next.Counter, known is not null && InstanceRule.IsKnownForTwo(known, now));
        }
    }

    /// <summary>
    /// Takes the next heartbeat of the process that sent the last one, where nothing is known of another instance; decides as
    /// <see cref="InstanceRule.Judge"/> does.
    /// </summary>
    /// <returns>The counter for the reply; null for one that has to be judged.</returns>
    public long? TryFollow(InstanceKey key, DateTimeOffset startedAt, long? counter, long sequence)
    {
        lock (_gate)
        {
            if (_state is not { Rival: null, RivalAt: null } state || _key != key || state.StartedAt != startedAt)
                return null;
            if (!InstanceRule.IsNewest(_counter, _shown, counter)
                || InstanceRule.IsLate(_shown, _sequence, counter, sequence))
            {
                return null;
            }
            (_counter, _shown, _sequence) = (InstanceRule.NextCounter(_counter, counter), counter ?? 0, sequence);
            return _counter;
        }
    }
}
