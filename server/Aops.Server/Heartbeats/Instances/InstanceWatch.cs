using System.Collections.Concurrent;
using System.Text.Json;
using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Events;

namespace Aops.Server.Heartbeats.Instances;

/// <summary>
/// Watches the instances of each identity. The state is in memory, and is stored with the agent's status.
/// </summary>
internal sealed class InstanceWatch(AgentStore store, EventLog events, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, KnownInstance> _known = new();
    // Identities that two hosts were seen to use; only these are looked at when suspects are listed.
    private readonly ConcurrentDictionary<string, bool> _suspects = new();

    /// <summary>Judges a heartbeat; the operator is told once about two instances.</summary>
    /// <returns>
    /// The counter for the reply, 0 for an agent that does not count; null if the heartbeat is refused as
    /// that of the later of two instances.
    /// </returns>
    public async Task<long?> AcceptAsync(
        AgentCredential agent, HeartbeatRequest request, CancellationToken cancellationToken)
    {
        // An older agent, which reports no instance: only its machine id is known.
        if (request.Host.Instance is not { } told) return 0;
        var known = await RecallAsync(agent.AgentId, cancellationToken)
            ?? _known.GetOrAdd(agent.AgentId, static _ => new KnownInstance(null));
        var (verdict, counter, wasTwo) = known.Judge(request, told, clock.GetUtcNow());
        Tell(agent.AgentId, request.Host.Hostname, verdict, isNews: !wasTwo);
        return verdict == InstanceVerdict.Rival ? null : counter;
    }

    /// <summary>Takes the next heartbeat of the process that sent the last one (<see cref="KnownInstance.TryFollow"/>).</summary>
    /// <returns>The counter for the reply; null for one that has to be judged.</returns>
    public long? TryFollow(string agentId, InstanceKey key, DateTimeOffset startedAt, long? counter, long sequence) =>
        _known.GetValueOrDefault(agentId)?.TryFollow(key, startedAt, counter, sequence);

    /// <summary>The state of an agent in its stored form; null if there is none.</summary>
    public byte[]? Document(string agentId) => _known.GetValueOrDefault(agentId)?.State is { } state
        ? JsonSerializer.SerializeToUtf8Bytes(state, InstanceJson.Default.InstanceState)
        : null;

    /// <summary>The fault of an agent's instances as a sentence; null if there is none.</summary>
    public string? Fault(string agentId) =>
        _known.GetValueOrDefault(agentId)?.State is { } state && InstanceRule.IsKnownForTwo(state, clock.GetUtcNow())
            ? "two hosts use this identity: one is a copy of the other, its machine id included"
            : null;

    /// <summary>Identities that two hosts use, as far as is known since the start.</summary>
    public IReadOnlyList<string> ListSuspects()
    {
        foreach (var id in _suspects.Keys.Where(id => Fault(id) is null)) _suspects.TryRemove(id, out _);
        return [.. _suspects.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a host that asks for an identity is known as a copy that runs beside its owner.</summary>
    public async Task<bool> IsRivalAsync(string agentId, HostInfo host, CancellationToken cancellationToken)
    {
        if (host.Instance is not { } told) return false;
        return (await RecallAsync(agentId, cancellationToken))?.State is { } state
            && InstanceRule.IsOther(state, InstanceMark.Of(told, host.Hostname), clock.GetUtcNow());
    }

    /// <summary>
    /// Drops the state of an agent that was removed or has registered: the next heartbeat is its first
    /// instance.
    /// </summary>
    public void Forget(string agentId) => _known.TryRemove(agentId, out _);

    private async ValueTask<KnownInstance?> RecallAsync(string agentId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(agentId, out var known)) return known;
        return await store.FindInstanceAsync(agentId, cancellationToken) is { } json
            && JsonSerializer.Deserialize(json, InstanceJson.Default.InstanceState) is { } stored
                ? _known.GetOrAdd(agentId, static (_, stored) => new KnownInstance(stored), stored)
                : null;
    }

    private void Tell(string agentId, string host, InstanceVerdict verdict, bool isNews)
    {
        if (verdict is InstanceVerdict.Two or InstanceVerdict.Rival) _suspects[agentId] = true;
        switch (verdict)
        {
            case InstanceVerdict.Two or InstanceVerdict.Rival when isNews:
                events.Add(EventKinds.TwoInstances,
                    $"Two hosts use the identity {agentId} of {host}: one is a copy of the other.", agentId, host);
                break;
            case InstanceVerdict.Returned:
                events.Add(EventKinds.TwoInstances,
                    $"{host} is back at an older state: it was restored, or two hosts use its identity.", agentId, host);
                break;
        }
    }
}
