using Aops.Contracts;

namespace Aops.Releases.Transport;

/// <summary>
/// Measures how long a download was waited for without progress; a few bytes are none. Time that the reader itself
/// takes between two reads does not count. A download that drips is none either: over each window that it was waited
/// for it must bring <see cref="Limits.DownloadBytesPerSecondMin"/>.
/// </summary>
internal sealed class ProgressWatch(TimeSpan timeout, TimeSpan window, TimeProvider time)
{
    private TimeSpan _windowWaited;
    private long _windowBytes;

    private TimeSpan _waited;
    private long _since = time.GetTimestamp();
    private long _bytes;

    /// <summary>A read begins.</summary>
    public void Enter() => _since = time.GetTimestamp();

    /// <summary>A token that is cancelled when the time without progress is over.</summary>
    public Deadline Begin(CancellationToken cancellationToken) =>
        new(timeout - _waited - time.GetElapsedTime(_since), time, cancellationToken);

    /// <summary>A read ends with some bytes.</summary>
    /// <returns>Whether the rate of the window that ends with it is kept; true within a window.</returns>
    public bool Leave(int count)
    {
        var waited = time.GetElapsedTime(_since);
        _waited += waited;
        _bytes += count;
        if (_bytes >= Limits.DownloadProgressBytesMin) (_bytes, _waited) = (0, TimeSpan.Zero);
        _windowWaited += waited;
        _windowBytes += count;
        if (_windowWaited < window) return true;
        var isKept = _windowBytes >= Limits.DownloadBytesPerSecondMin * _windowWaited.TotalSeconds;
        (_windowBytes, _windowWaited) = (0, TimeSpan.Zero);
        return isKept;
    }
}
