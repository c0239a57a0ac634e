namespace Aops.Server.Budgets;

/// <summary>
/// A token bucket: a burst, and a rate on average. It costs nothing while unused, so that there can be one
/// per agent; those of System.Threading.RateLimiting are refilled by a timer.
/// </summary>
internal sealed class TokenBucket(BucketSize size, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double _left = size.Burst;
    private long _at = clock.GetTimestamp();

    /// <summary>Whether the bucket is full, so that it can be dropped.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                Refill();
                return _left >= size.Burst;
            }
        }
    }

    /// <summary>Takes tokens, all or none.</summary>
    /// <param name="cost">Number of tokens; limited to a full bucket.</param>
    /// <returns>Zero if they were taken; otherwise how long to wait.</returns>
    public TimeSpan Take(double cost)
    {
        cost = Math.Min(cost, size.Burst);
        lock (_gate)
        {
            Refill();
            if (_left < cost) return TimeSpan.FromSeconds((cost - _left) / size.PerSecond);
            _left -= cost;
            return TimeSpan.Zero;
        }
    }

    private void Refill()
    {
        var now = clock.GetTimestamp();
        var elapsed = clock.GetElapsedTime(_at, now).TotalSeconds;
        _at = now;
        _left = Math.Min(size.Burst, _left + elapsed * size.PerSecond);
    }
}
