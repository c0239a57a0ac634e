using System.Collections.Concurrent;
using Aops.Contracts.Wire;
using Aops.Server.Heartbeats;
using Microsoft.Extensions.Hosting;

namespace Aops.Server.Desired;

/// <summary>
/// The desired states in memory, so that heartbeats need no query. A change is on the disk before any agent
/// hears of it.
/// </summary>
internal sealed class DesiredStates(DesiredStore store, LongPollRegistry held, TimeProvider clock)
    : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, DesiredRecord> _overrides = new();
    private readonly SemaphoreSlim _changing = new(1);
    private volatile DesiredRecord? _fleet;

    /// <summary>The fleet's default; null until the first PUT.</summary>
    public DesiredRecord? Fleet => _fleet;

    /// <summary>Reads the stored states.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var record in await store.ListAsync(cancellationToken)) Keep(record);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The override of an agent, or null.</summary>
    public DesiredRecord? Override(string agentId) => _overrides.GetValueOrDefault(agentId);

    /// <summary>The current revision of an agent's desired state.</summary>
    public long Revision(string agentId) => DesiredMerge.Revision(_fleet, Override(agentId));

    /// <summary>The effective desired state of an agent.</summary>
    public DesiredState Effective(string agentId) => DesiredMerge.Effective(_fleet, Override(agentId));

    /// <summary>Changes a scope and wakes the heartbeats that wait for it.</summary>
    /// <param name="scope">An agent's id, or <see cref="DesiredRecord.Fleet"/>.</param>
    /// <param name="document">The document; null takes an override back.</param>
    /// <param name="ifRevision">The revision that the caller has seen of this scope; null for any.</param>
    /// <returns>The new record, or null when the scope is at another revision than the caller has seen.</returns>
    public async Task<DesiredRecord?> ChangeAsync(
        string scope, DesiredDocument? document, long? ifRevision, CancellationToken cancellationToken)
    {
        DesiredRecord changed;
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var current = scope == DesiredRecord.Fleet ? _fleet : Override(scope);
            if (ifRevision is { } seen && seen != (current?.Revision ?? 0)) return null;
            // Not cancellable: what is on the disk must also be in memory.
            changed = await store.SaveAsync(scope, document, clock.GetUtcNow(), CancellationToken.None);
            Keep(changed);
        }
        finally
        {
            _changing.Release();
        }
        if (scope == DesiredRecord.Fleet) held.WakeAll();
        else held.Wake(scope);
        return changed;
    }

    /// <summary>Drops the override of a removed agent.</summary>
    public void Forget(string agentId) => _overrides.TryRemove(agentId, out _);

    public void Dispose() => _changing.Dispose();

    private void Keep(DesiredRecord record)
    {
        if (record.Scope == DesiredRecord.Fleet) _fleet = record;
        else _overrides[record.Scope] = record;
    }
}
