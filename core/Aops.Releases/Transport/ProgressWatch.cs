using Aops.Contracts;

namespace Aops.Releases.Transport;

/// <summary>
/// Measures how long a download was waited for without progress; a few bytes are none. Time that the reader itself
/// takes between two reads does not count.
/// </summary>
internal sealed class ProgressWatch(TimeSpan timeout, TimeProvider time)
{
    private TimeSpan _waited;
    private long _since = time.GetTimestamp();
    private long _bytes;

    /// <summary>A read begins.</summary>
    public void Enter() => _since = time.GetTimestamp();

    /// <summary>A token that is cancelled when the time without progress is over.</summary>
    public Deadline Begin(CancellationToken cancellationToken) =>
        new(timeout - _waited - time.GetElapsedTime(_since), time, cancellationToken);

    /// <summary>A read ends with some bytes.</summary>
    public void Leave(int count)
    {
        _waited += time.GetElapsedTime(_since);
        _bytes += count;
        if (_bytes < Limits.DownloadProgressBytesMin) return;
        _bytes = 0;
        _waited = TimeSpan.Zero;
    }
}
