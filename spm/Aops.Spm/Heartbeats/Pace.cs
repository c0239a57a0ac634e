namespace Aops.Spm.Heartbeats;

/// <summary>
/// Rate limit of an action: a token bucket that is full at first. It prevents a busy loop when a server has
/// news in each reply, or when the status of a host changes all the time.
/// </summary>
/// <param name="atOnce">Capacity: how many may follow one another after a quiet time.</param>
/// <param name="perSecond">Rate in the long run.</param>
internal sealed class Pace(int atOnce, double perSecond, TimeProvider clock)
{
    private double _left = atOnce;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>Waits for a token and takes it.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (!TryTake())
        {
            // Slightly longer than needed, since a timer may fire early and would make this turn again.
            await Task.Delay(
                TimeSpan.FromSeconds((1 - _left) / perSecond) + TimeSpan.FromMilliseconds(5), clock, cancellationToken);
        }
    }

    /// <summary>Takes a token if one is there.</summary>
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
