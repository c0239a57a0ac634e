using System.Collections.Concurrent;
using Aops.Contracts.Wire;
using Aops.Server.Heartbeats;
using Aops.Server.Layers;
using Microsoft.Extensions.Hosting;

namespace Aops.Server.Desired;

/// <summary>
/// What each host should be, in memory: heartbeats compare against it without a query. A change is on the disk before any
/// agent hears of it. Numbers grow with every change of a host, so that of two changes that arrive here in another order
/// than they were committed in the later one stays.
/// </summary>
internal sealed class DesiredStates(LayerStore store, LongPollRegistry held, TimeProvider clock) : IHostedService
{
    private readonly ConcurrentDictionary<string, HostDesired> _hosts = new();
    private readonly DocumentCache _documents = new(store);
    private HistoryLine _histories = HistoryLine.Empty;

    /// <summary>Begins a history, since the database may be a copy of before, and reads what is stored.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _histories = await store.BeginHistoryAsync(clock.GetUtcNow(), cancellationToken);
        await ReloadAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What a host should be, with the layers that say so.</summary>
    public HostDesired Find(string agentId) => _hosts.GetValueOrDefault(agentId, HostDesired.None);

    /// <summary>Revision that an agent should hold.</summary>
    public long Revision(string agentId) => Find(agentId).Revision;

    /// <summary>What an agent should be.</summary>
    public DesiredState Effective(string agentId) => Find(agentId).ToDesired();

    /// <summary>Compares what a host holds with what it should.</summary>
    public HostStep Compare(string agentId, HeldMark mark)
    {
        var host = Find(agentId);
        if (host.IsHeldBy(mark)) return HostStep.InStep;
        var isKnown = mark.History is null || host.IsImposed || mark == host.Held?.Mark
            || _histories.IsKnown(mark.History, mark.Revision);
        return isKnown ? HostStep.Behind : HostStep.Unknown;
    }

    /// <summary>Takes in what was committed, and wakes the heartbeats that wait for it.</summary>
    public async Task ApplyAsync(IReadOnlyList<HostAssignment> hosts)
    {
        foreach (var host in hosts)
        {
            await TakeInAsync(host, CancellationToken.None);
            held.Wake(host.AgentId);
        }
    }

    /// <summary>Takes in what is committed of one host.</summary>
    public async Task RefreshAsync(string agentId, CancellationToken cancellationToken)
    {
        if (await store.FindHostAsync(agentId, cancellationToken) is { } host) await ApplyAsync([host]);
    }

    /// <summary>Takes in what is committed of every host.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        foreach (var host in await store.ListHostsAsync(cancellationToken))
        {
            var before = Find(host.AgentId);
            await TakeInAsync(host, cancellationToken);
            if (before.Number != host.Revision) held.Wake(host.AgentId);
        }
    }

    /// <summary>Forgets an agent that was removed.</summary>
    public void Forget(string agentId) => _hosts.TryRemove(agentId, out _);

    private async Task TakeInAsync(HostAssignment host, CancellationToken cancellationToken)
    {
        var document = await _documents.GetAsync(host, cancellationToken);
        // What a diverged host holds is what it should, until a layer is written that concerns it.
        var mark = host.Held is { } held && !(host.Revision >= held.Since)
            ? held.Mark
            : new HeldMark(_histories.Of(host.Revision), host.Revision);
        var taken = new HostDesired(mark.Revision, host.ChangedAt, document)
        {
            History = mark.History, Number = host.Revision, IsImposed = host.IsImposed, Held = host.Held,
        };
        _hosts.AddOrUpdate(
            host.AgentId,
            static (_, taken) => taken,
            static (_, known, taken) => known.Number > taken.Number ? known : taken,
            taken);
    }
}
