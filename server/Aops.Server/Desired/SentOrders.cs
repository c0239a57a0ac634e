using System.Collections.Concurrent;

namespace Aops.Server.Desired;

/// <summary>
/// The greatest number that each host was put into an answer since this server started. A host that goes silent before its
/// order was in an answer cannot have heard of it.
/// </summary>
internal sealed class SentOrders(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, long> _sent = new(StringComparer.Ordinal);

    /// <summary>When it began to note: of what was ordered before it knows nothing.</summary>
    public DateTimeOffset Since { get; } = clock.GetUtcNow();

    /// <summary>A state is put into an answer.</summary>
    public void Note(string agentId, long number) => _sent.AddOrUpdate(
        agentId, static (_, number) => number, static (_, before, number) => Math.Max(before, number), number);

    /// <summary>Whether an order was surely in no answer yet.</summary>
    /// <param name="number">The number that the host is told since the order.</param>
    /// <param name="orderedAt">When it was ordered.</param>
    public bool IsUnsent(string agentId, long number, DateTimeOffset orderedAt) =>
        orderedAt >= Since && _sent.GetValueOrDefault(agentId) < number;

    /// <summary>Forgets a host that was removed.</summary>
    public void Forget(string agentId) => _sent.TryRemove(agentId, out _);
}
