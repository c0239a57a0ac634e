namespace Aops.LogTail.Pacing;

/// <summary>A quantity that grows with time up to a bound, and is used up.</summary>
internal sealed class TokenBucket
{
    private readonly double _perSecond;
    private readonly double _capacity;
    private readonly TimeProvider _clock;
    private double _tokens;
    private long _at;

    /// <param name="perSecond">What comes each second.</param>
    /// <param name="capacity">The bound; it is full at first.</param>
    internal TokenBucket(double perSecond, double capacity, TimeProvider clock)
    {
        (_perSecond, _capacity, _clock, _tokens, _at) = (perSecond, capacity, clock, capacity, clock.GetTimestamp());
    }

    internal bool Has(double amount)
    {
        var now = _clock.GetTimestamp();
        _tokens = Math.Min(_capacity, _tokens + (_clock.GetElapsedTime(_at, now).TotalSeconds * _perSecond));
        _at = now;
        // What is larger than the bucket passes when it is full; otherwise it never would.
        return _tokens >= Math.Min(amount, _capacity);
    }

    internal void Take(double amount) => _tokens -= amount;
}
