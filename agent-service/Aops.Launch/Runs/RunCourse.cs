using Aops.Runs;

namespace Aops.Launch.Runs;

/// <summary>
/// Decides when a run ends: by itself, by its times, or by order. It only calculates; the keeper performs.
/// </summary>
/// <param name="timeout">Longest time that it may run.</param>
/// <param name="idle">Longest time without output; zero for any.</param>
/// <param name="grace">Time between SIGTERM and SIGKILL.</param>
/// <param name="begun">When its program was executed; all times are of one monotonic clock.</param>
internal sealed class RunCourse(TimeSpan timeout, TimeSpan idle, TimeSpan grace, TimeSpan begun)
{
    /// <summary>
    /// Time from the program's exit, in which its descendants may write their last output before they are killed.
    /// </summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    /// <summary>Pause between two attempts to kill.</summary>
    public static readonly TimeSpan KillPeriod = TimeSpan.FromMilliseconds(50);

    /// <summary>Time after which processes that cannot be killed are left alone: they wait for a device.</summary>
    public static readonly TimeSpan KillTime = TimeSpan.FromSeconds(10);

    private TimeSpan? _lastOutput;
    private TimeSpan? _terminatedAt;
    private TimeSpan? _exitedAt;
    private TimeSpan? _firstKillAt;
    private TimeSpan? _lastKillAt;
    private bool _isCancelled;
    private bool _isClosed;
    private bool _isAlone;

    /// <summary>Why the run was ended; null if it was not.</summary>
    public RunEndCause? StopCause { get; private set; }

    /// <summary>Whether SIGKILL was sent before the program exited.</summary>
    public bool WasKilled { get; private set; }

    /// <summary>Whether processes are left that could not be killed.</summary>
    public bool HasLeft => !_isAlone;

    /// <summary>The program has written something.</summary>
    public void OnOutput(TimeSpan now) => _lastOutput = now;

    /// <summary>The run is to end.</summary>
    public void OnCancel() => _isCancelled = true;

    /// <summary>No process can write output any more.</summary>
    public void OnClosed() => _isClosed = true;

    /// <summary>The program has exited.</summary>
    public void OnExit(TimeSpan now) => _exitedAt ??= now;

    /// <summary>No process of the run is left.</summary>
    public void OnAlone() => _isAlone = true;

    /// <summary>The next step; each Terminate and Kill counts as done.</summary>
    public CourseStep Next(TimeSpan now)
    {
        if (_isAlone) return CourseStep.Finish;
        if (_firstKillAt is { } first && now - first >= KillTime) return CourseStep.Finish;
        if (_exitedAt is { } exited)
        {
            var mayWrite = !_isClosed && _firstKillAt is null && now - exited < DrainTime;
            return mayWrite ? CourseStep.Wait : Kill(now);
        }
        if (_terminatedAt is { } terminated) return now - terminated >= grace ? Kill(now) : CourseStep.Wait;
        StopCause = _isCancelled ? RunEndCause.Cancelled
            : now - begun >= timeout ? RunEndCause.TimedOut
            : idle > TimeSpan.Zero && now - LastOutput >= idle ? RunEndCause.Idle
            : null;
        if (StopCause is null) return CourseStep.Wait;
        _terminatedAt = now;
        return CourseStep.Terminate;
    }

    /// <summary>When <see cref="Next"/> is to be asked again at the latest; null while only events matter.</summary>
    public TimeSpan DueAt
    {
        get
        {
            if (_lastKillAt is { } killed) return killed + KillPeriod;
            if (_exitedAt is { } exited) return exited + DrainTime;
            if (_terminatedAt is { } terminated) return terminated + grace;
            var end = begun + timeout;
            return idle > TimeSpan.Zero && LastOutput + idle < end ? LastOutput + idle : end;
        }
    }

    private TimeSpan LastOutput => _lastOutput ?? begun;

    private CourseStep Kill(TimeSpan now)
    {
        if (_lastKillAt is { } last && now - last < KillPeriod) return CourseStep.Wait;
        _firstKillAt ??= now;
        _lastKillAt = now;
        WasKilled |= _exitedAt is null;
        return CourseStep.Kill;
    }
}
