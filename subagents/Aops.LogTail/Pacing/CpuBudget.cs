namespace Aops.LogTail.Pacing;

/// <summary>
/// Holds the program to a share of one processor, also where no control group does: who used more sleeps until the
/// share is right again. A second's worth may be used at once.
/// </summary>
/// <param name="used">Processor time of this process so far.</param>
internal sealed class CpuBudget(int percentMax, Func<TimeSpan> used, TimeProvider clock)
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    private readonly double _share = percentMax / 100.0;
    private double _allowance = percentMax / 100.0;
    private TimeSpan _usedBefore = used();
    private long _at = clock.GetTimestamp();

    /// <summary>How long to sleep now; zero while the share holds.</summary>
    internal TimeSpan Pause()
    {
        var (now, usedNow) = (clock.GetTimestamp(), used());
        _allowance = Math.Min(_share, _allowance + (clock.GetElapsedTime(_at, now).TotalSeconds * _share))
            - (usedNow - _usedBefore).TotalSeconds;
        (_at, _usedBefore) = (now, usedNow);
        if (_allowance >= 0) return TimeSpan.Zero;
        var pause = TimeSpan.FromSeconds(-_allowance / _share);
        return pause < PauseMax ? pause : PauseMax;
    }
}
