using System.Collections.Concurrent;

namespace Aops.Server.Budgets;

/// <summary>
/// A token bucket per key. Full buckets are dropped; beyond the limit, new keys share one bucket, so that
/// memory is bounded.
/// </summary>
internal sealed class BucketTable<TKey>(BucketSize size, int keysMax, TimeProvider clock)
    where TKey : notnull
{
    private static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<TKey, TokenBucket> _buckets = new();
    private readonly TokenBucket _shared = new(size, clock);
    private readonly Lock _sweep = new();
    private long _sweptAt = clock.GetTimestamp();

    /// <summary>Number of buckets.</summary>
    public int Count => _buckets.Count;

    /// <summary>Takes tokens from the bucket of a key.</summary>
    /// <returns>Zero if they were taken; otherwise how long to wait.</returns>
    public TimeSpan Take(TKey key, double cost)
    {
        if (_buckets.TryGetValue(key, out var bucket)) return bucket.Take(cost);
        if (_buckets.Count >= keysMax) Sweep();
        return _buckets.Count >= keysMax
            ? _shared.Take(cost)
            : _buckets.GetOrAdd(key, static (_, table) => table.NewBucket(), this).Take(cost);
    }

    private TokenBucket NewBucket() => new(size, clock);

    private void Sweep()
    {
        lock (_sweep)
        {
            if (clock.GetElapsedTime(_sweptAt) < SweepPause) return;
            foreach (var (key, bucket) in _buckets)
            {
                if (bucket.IsFull) _buckets.TryRemove(key, out _);
            }
            _sweptAt = clock.GetTimestamp();
        }
    }
}
