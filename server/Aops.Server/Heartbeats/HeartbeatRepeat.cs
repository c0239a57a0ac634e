using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Heartbeats.Instances;

namespace Aops.Server.Heartbeats;

/// <summary>
/// A heartbeat without news as it came, by which the next ones are recognized, with the numbers of the newest one. Those are written
/// in place: what is old in memory refers to nothing new.
/// </summary>
internal sealed class HeartbeatRepeat
{
    private readonly Lock _gate = new();
    private readonly AgentCredential _agent;
    private readonly long[] _values;

    private HeartbeatRepeat(RepeatedBody body, AgentCredential agent, HeartbeatRequest heartbeat, long[] values)
    {
        (Body, _agent, Heartbeat, _values) = (body, agent, heartbeat, values);
        Order = LongPollRequest.Of(heartbeat, 0);
        Instance = heartbeat.Host.Instance is { } told ? InstanceKey.Of(told, heartbeat.Host.Hostname) : null;
    }

    /// <summary>Its bytes.</summary>
    public RepeatedBody Body { get; }

    /// <summary>What was read of it; its measured values are those of its own time.</summary>
    public HeartbeatRequest Heartbeat { get; }

    /// <summary>What it says of the desired state that the host holds.</summary>
    public LongPollRequest Order { get; }

    /// <summary>Which instance sent it; null from an agent that reports none.</summary>
    public InstanceKey? Instance { get; }

    /// <summary>Takes a heartbeat without news.</summary>
    /// <param name="body">Its bytes.</param>
    /// <param name="agent">Who sent it.</param>
    /// <param name="heartbeat">What was read of it.</param>
    /// <returns>Null where what was read has other numbers than the body: a part of it was left out.</returns>
    public static HeartbeatRepeat? Of(RepeatedBody body, AgentCredential agent, HeartbeatRequest heartbeat)
    {
        if (body.SubAgents != heartbeat.SubAgents.Count) return null;
        var values = body.Values();
        for (var i = 0; i < values.Length; i++)
            if (MeasuredValues.Of(heartbeat, body.Numbers[i]) != values[i]) return null;
        return new HeartbeatRepeat(body, agent, heartbeat, values);
    }

    /// <summary>The heartbeat with the newest numbers.</summary>
    public HeartbeatRequest Newest
    {
        get
        {
            lock (_gate) return MeasuredValues.Replace(Heartbeat, Body.Numbers, _values);
        }
    }

    /// <summary>Whether what was decided of its sender then holds of this one.</summary>
    public bool IsOf(AgentCredential sender) =>
        ReferenceEquals(sender, _agent)
        || (sender.MachineId == _agent.MachineId && sender.Hostname == _agent.Hostname);

    /// <summary>The number that a member has among those of a later body; null where it is none.</summary>
    public long? Find(MeasuredMember member, ReadOnlySpan<long> values)
    {
        var numbers = Body.Numbers;
        for (var i = 0; i < numbers.Length; i++)
            if (numbers[i].Member == member) return values[i];
        return null;
    }

    /// <summary>Takes the numbers of a later body.</summary>
    public void Take(ReadOnlySpan<long> values)
    {
        lock (_gate) values.CopyTo(_values);
    }
}
