namespace Aops.TestSupport;

/// <summary>
/// A clock that stands still until a test moves it. Timers run within <see cref="Advance"/>, each at its own moment, also
/// those that another one has set meanwhile.
/// </summary>
/// <param name="start">Its first time; one in the year 2030 without it.</param>
internal sealed class ManualClock(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start ?? new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Time until the first timer is due; null while none is set.</summary>
    public TimeSpan? NextWait => NextWaitSince(0);

    /// <summary>
    /// Time until the first of the timers is due that were set after <paramref name="timersSet"/> others; null where none is. A
    /// wait that ended early may leave its timer for a moment.
    /// </summary>
    /// <param name="timersSet">An earlier <see cref="TimersSet"/>.</param>
    public TimeSpan? NextWaitSince(int timersSet)
    {
        lock (_gate)
        {
            return _timers.Where(timer => timer.Number > timersSet).MinBy(timer => timer.Due) is { } first
                ? first.Due - _now
                : null;
        }
    }

    /// <summary>How many timers were set so far.</summary>
    public int TimersSet
    {
        get
        {
            lock (_gate) return field;
        }

        private set;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        var end = GetUtcNow() + time;
        while (TakeDue(end) is { } due) due.Run();
        lock (_gate) _now = end;
    }

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            if (_timers.MinBy(timer => timer.Due) is not { } first || first.Due > end) return null;
            _timers.Remove(first);
            _now = first.Due;
            return first;
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action run) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public int Number { get; private set; }

        public Action Run { get; } = run;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock._now + dueTime;
                clock._timers.Add(this);
                Number = ++clock.TimersSet;
                return true;
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
