using System.Collections.Concurrent;
using System.Threading.Channels;
using Aops.Contracts.Wire;

namespace Aops.Supervision;

/// <summary>The status of each sub-agent as it was reported last, and the stream of changes. Safe from any thread.</summary>
internal sealed class StatusFeed
{
    /// <summary>Changes that are held for the reader; of more, the oldest are dropped.</summary>
    public const int ChangesMax = 1024;

    private readonly ConcurrentDictionary<string, SubAgentStatus> _statuses = new();
    private readonly Channel<SubAgentStatus> _changes = Channel.CreateBounded<SubAgentStatus>(
        new BoundedChannelOptions(ChangesMax) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Every change, newest last; for one reader.</summary>
    public ChannelReader<SubAgentStatus> Changes => _changes.Reader;

    /// <summary>All sub-agents; a copy.</summary>
    public IReadOnlyCollection<SubAgentStatus> Statuses => [.. _statuses.Values];

    /// <summary>Reports a status.</summary>
    public void Publish(SubAgentStatus status)
    {
        _statuses[status.Name] = status;
        _changes.Writer.TryWrite(status);
    }

    /// <summary>Forgets a sub-agent.</summary>
    public void Remove(string name) => _statuses.TryRemove(name, out _);

    /// <summary>Ends the stream of changes.</summary>
    public void Complete() => _changes.Writer.TryComplete();
}
