using Aops.Contracts;

namespace Aops.Releases.Transport;

/// <summary>
/// Measures how long a download was waited for without progress; a few bytes do not count as progress. Time that
/// the reader spends between two reads is not counted. A download must also bring
/// a lowest rate over each window of waiting time.
/// </summary>
internal sealed class ProgressWatch(TimeSpan timeout, TimeSpan window, long bytesPerSecondMin, TimeProvider clock)
{
    private TimeSpan _windowWaited;
    private long _windowBytes;

    private TimeSpan _waited;
    private long _since = clock.GetTimestamp();
    private long _bytes;

    /// <summary>A read begins.</summary>
    public void Enter() => _since = clock.GetTimestamp();

    /// <summary>A token that is cancelled when the time without progress is over.</summary>
    public Deadline Begin(CancellationToken cancellationToken) =>
        new(timeout - _waited - clock.GetElapsedTime(_since), clock, cancellationToken);

    /// <summary>Records the end of a read.</summary>
    /// <returns>Whether the rate of a window that ends with it was reached; true within a window.</returns>
    public bool Leave(int count)
    {
        var waited = clock.GetElapsedTime(_since);
        _waited += waited;
        _bytes += count;
        if (_bytes >= Limits.DownloadProgressBytesMin) (_bytes, _waited) = (0, TimeSpan.Zero);
        _windowWaited += waited;
        _windowBytes += count;
        if (_windowWaited < window) return true;
        var isKept = _windowBytes >= bytesPerSecondMin * _windowWaited.TotalSeconds;
        (_windowBytes, _windowWaited) = (0, TimeSpan.Zero);
        return isKept;
    }
}
