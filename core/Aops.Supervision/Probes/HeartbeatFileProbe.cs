namespace Aops.Supervision.Probes;

/// <summary>
/// Checks a file that a process must touch regularly. After the first check only changes of its time stamp count,
/// measured by monotonic time, so that a change of the wall clock does not make a process appear hung.
/// </summary>
internal sealed class HeartbeatFileProbe(string path, TimeSpan ageMax)
{
    private DateTime? _lastModified;
    private TimeSpan _changedAt;

    /// <summary>Checks once.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="utcNow">Wall clock, for the first check.</param>
    public ProbeResult Check(TimeSpan now, DateTime utcNow)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            _lastModified = null;
            return ProbeResult.Failed($"{path} does not exist");
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
            ? ProbeResult.Passed
            : ProbeResult.Failed($"{path} was not touched for {(now - _changedAt).TotalSeconds:0} s");
    }
}
