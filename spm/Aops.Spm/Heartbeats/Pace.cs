namespace Aops.Spm.Heartbeats;

/// <summary>
/// The fastest that something is done, whatever the server says and whatever happens here: a bucket that is full at first
/// and fills by a rate. Without it a server that has news in each answer, or a host in turmoil, would make a loop.
/// </summary>
/// <param name="atOnce">How many may follow one another at once after a quiet time.</param>
/// <param name="perSecond">How many a second in the long run.</param>
/// <param name="clock">The clock.</param>
internal sealed class Pace(int atOnce, double perSecond, TimeProvider clock)
{
    private double _left = atOnce;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>Waits until one more may be done.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (!TryTake())
        {
            // A little more than needed: a timer that is early must not make this turn again.
            await Task.Delay(
                TimeSpan.FromSeconds((1 - _left) / perSecond) + TimeSpan.FromMilliseconds(5), clock, cancellationToken);
        }
    }

    /// <summary>Takes leave to do one more, if it may be done now.</summary>
    public bool TryTake()
    {
        Fill();
        if (_left < 1) return false;
        _left--;
        return true;
    }

    private void Fill()
    {
        var now = clock.GetTimestamp();
        _left = Math.Min(atOnce, _left + (clock.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond));
        _filledAt = now;
    }
}
