using Aops.Contracts;

namespace Aops.Spm.Heartbeats;

/// <summary>
/// The fastest that heartbeats follow one another, whatever the server answers and whatever happens here: a bucket of
/// <see cref="Limits.HeartbeatsAtOnceMax"/> that fills by <see cref="Limits.HeartbeatsPerSecondMax"/> a second. Without it
/// a server that has news in each answer, or a host in turmoil, would make a loop of them.
/// </summary>
internal sealed class HeartbeatPace(TimeProvider time)
{
    private double _left = Limits.HeartbeatsAtOnceMax;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Waits until one more may go out.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        Fill();
        while (_left < 1)
        {
            // A little more than needed: a timer that is early must not make this turn again.
            await Task.Delay(TimeSpan.FromSeconds((1 - _left) / Limits.HeartbeatsPerSecondMax)
                + TimeSpan.FromMilliseconds(5), time, cancellation);
            Fill();
        }
        _left--;
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(Limits.HeartbeatsAtOnceMax,
            _left + (time.GetElapsedTime(_filledAt, now).TotalSeconds * Limits.HeartbeatsPerSecondMax));
        _filledAt = now;
    }
}
