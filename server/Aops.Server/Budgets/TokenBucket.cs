namespace Aops.Server.Budgets;

/// <summary>
/// A token bucket: so much at once, and so much a second on average. It costs nothing while nobody asks, so that there
/// can be one for each agent of a fleet; those of System.Threading.RateLimiting are refilled by a timer.
/// </summary>
internal sealed class TokenBucket(BucketSize size, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double _left = size.Burst;
    private long _at = clock.GetTimestamp();

    /// <summary>Whether nothing is missing: a bucket that can be forgotten.</summary>
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

    /// <summary>Takes some, or nothing.</summary>
    /// <param name="cost">How much; more than a full bucket holds is taken as a full bucket.</param>
    /// <returns>Zero where it was taken; else how long to wait for it.</returns>
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
