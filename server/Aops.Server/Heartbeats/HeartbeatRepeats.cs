using Aops.Query;
using Aops.Server.Agents;
using Aops.Server.Desired;
using Aops.Server.Heartbeats.Instances;

namespace Aops.Server.Heartbeats;

/// <summary>
/// Takes heartbeats that repeat the one before apart from their measured numbers, which are most of a fleet's, without reading them
/// as JSON. It decides nothing: what would lead to more than a note of time and numbers is left to the way of every other heartbeat.
/// </summary>
internal sealed class HeartbeatRepeats(
    LastHeartbeats last, InstanceWatch instances, Presence presence, SeenTimes times, DesiredStates desired,
    TimeProvider clock)
{
    /// <summary>Takes a body in, if it is such a heartbeat.</summary>
    /// <param name="agent">The sender, authenticated.</param>
    /// <param name="body">The body.</param>
    /// <returns>What its reply depends on; null if it has to be read.</returns>
    public LongPollRequest? TryTake(AgentCredential agent, ReadOnlySpan<byte> body)
    {
        var now = clock.GetUtcNow();
        if (last.FindRepeat(agent.AgentId, now) is not { } repeat || !repeat.IsOf(agent)) return null;
        Span<long> values = stackalloc long[FleetLimits.RepeatedNumbersMax];
        values = values[..repeat.Body.Numbers.Length];
        if (!repeat.Body.TryRead(body, values)) return null;
        var step = desired.Compare(agent.AgentId, repeat.Order.Mark);
        if (step == HostStep.Unknown || desired.Find(agent.AgentId).IsImposed) return null;
        var there = presence.Of(agent.AgentId);
        if (there.State != HostState.Online || Count(agent.AgentId, repeat, values) is not { } counter) return null;
        // It fell silent just now: read as any other, its counter is that of a reply that was lost.
        var heartbeat = repeat.Heartbeat;
        if (!there.TryRepeat(TimeSpan.FromSeconds(heartbeat.IntervalSeconds), heartbeat.Agent.Version)) return null;
        repeat.Take(values);
        times.Note(there);
        return repeat.Order with { Counter = counter };
    }

    /// <summary>Remembers a body, if the next one may be a repetition of it.</summary>
    public RepeatedBody? Remember(AgentCredential agent, ReadOnlySpan<byte> body) =>
        last.Find(agent.AgentId) is { StoredAt: not null } ? RepeatedBody.Of(body) : null;

    private long? Count(string agentId, HeartbeatRepeat repeat, ReadOnlySpan<long> values)
    {
        if (repeat.Instance is not { } key) return 0;
        var sequence = repeat.Find(MeasuredMember.Sequence, values) ?? repeat.Heartbeat.Sequence;
        return instances.TryFollow(
            agentId, key, repeat.Heartbeat.Agent.StartedAt, repeat.Find(MeasuredMember.Counter, values), sequence);
    }
}
