namespace Aops.Supervision.Probes;

/// <summary>
/// Judges a file that a process must touch now and then. After the first look only its changes count, measured by
/// monotonic time: a clock that jumps by years makes nobody look hung.
/// </summary>
internal sealed class HeartbeatFileProbe(string path, TimeSpan ageMax)
{
    private DateTime? _lastModified;
    private TimeSpan _changedAt;

    /// <summary>Looks.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="utcNow">Wall clock, for the first look.</param>
    /// <returns>Null if it holds, else a sentence.</returns>
    public string? Check(TimeSpan now, DateTime utcNow)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            _lastModified = null;
            return $"{path} does not exist";
        }
        var modified = file.LastWriteTimeUtc;
        if (_lastModified is null)
        {
            var age = utcNow - modified;
            _changedAt = now - (age > TimeSpan.Zero ? age : TimeSpan.Zero);
        }
        else if (_lastModified != modified)
        {
            _changedAt = now;
        }
        _lastModified = modified;
        return now - _changedAt <= ageMax
            ? null
            : $"{path} was not touched for {(now - _changedAt).TotalSeconds:0} s";
    }
}
