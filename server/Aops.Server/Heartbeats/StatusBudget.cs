using System.Collections.Concurrent;
using Aops.Server.Agents;
using Microsoft.Extensions.Hosting;

namespace Aops.Server.Heartbeats;

/// <summary>
/// Limits the sum of the stored statuses to <see cref="ServerLimits.StatusBytesTotalMax"/>. A status over
/// the limit is stored as its summary, so that every agent has one.
/// </summary>
internal sealed class StatusBudget(AgentStore store, long bytesMax) : IHostedService
{
    private readonly ConcurrentDictionary<string, int> _sizes = new();
    private long _sum;

    /// <summary>The current sum, in bytes.</summary>
    public long Sum => Interlocked.Read(ref _sum);

    /// <summary>Reads the stored sizes.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, bytes) in await store.ListStatusSizesAsync(cancellationToken)) Set(id, bytes);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Chooses the form that fits, and counts its size.</summary>
    /// <param name="whole">The whole status; null if it is too long for any agent.</param>
    public byte[] Choose(string agentId, byte[]? whole, byte[] summary)
    {
        var chosen = whole is not null && Sum - _sizes.GetValueOrDefault(agentId) + whole.Length <= bytesMax
            ? whole : summary;
        Set(agentId, chosen.Length);
        return chosen;
    }

    /// <summary>Drops the size of a removed agent.</summary>
    public void Forget(string agentId)
    {
        if (_sizes.TryRemove(agentId, out var bytes)) Interlocked.Add(ref _sum, -bytes);
    }

    private void Set(string agentId, int bytes)
    {
        while (true)
        {
            if (_sizes.TryGetValue(agentId, out var before))
            {
                if (!_sizes.TryUpdate(agentId, bytes, before)) continue;
            }
            else if (!_sizes.TryAdd(agentId, bytes)) continue;
            Interlocked.Add(ref _sum, bytes - before);
            return;
        }
    }
}
