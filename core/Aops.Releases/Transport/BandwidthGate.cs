namespace Aops.Releases.Transport;

/// <summary>Slows a reader down to a rate, by waiting after each chunk for as long as it was worth.</summary>
internal sealed class BandwidthGate(TimeProvider clock)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(1);
    private TimeSpan _debt;
    private long _last = clock.GetTimestamp();

    public async ValueTask PassAsync(int bytes, long bytesPerSecondMax, CancellationToken cancellationToken)
    {
        if (bytesPerSecondMax <= 0) return;
        var now = clock.GetTimestamp();
        _debt -= clock.GetElapsedTime(_last, now);
        _last = now;
        if (_debt < TimeSpan.Zero) _debt = TimeSpan.Zero;
        _debt += TimeSpan.FromSeconds((double)bytes / bytesPerSecondMax);
        // Short debts gather: a timer is coarser than a chunk at a high rate.
        if (_debt < TimeSpan.FromMilliseconds(20)) return;
        await Task.Delay(_debt < WaitMax ? _debt : WaitMax, clock, cancellationToken);
    }
}
