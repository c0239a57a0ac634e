using Aops.Contracts;
using Aops.Query;

namespace Aops.Server.Heartbeats;

/// <summary>
/// Presence of one agent, and the timer of its silence. A heartbeat only notes when it came: a timer that fires before the
/// silence is long enough is set again for what is left of it, so that it is set once an interval and not with each heartbeat.
/// All state is under one lock; notices are raised outside of it.
/// </summary>
internal sealed class AgentPresence : IDisposable
{
    private static readonly TimeSpan GraceMax = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Action<AgentPresence> _fellSilent;
    private HostState _state;
    private DateTimeOffset? _lastSeen;
    // Timestamps of the clock, which no change of the date moves. The timer is set where there is a due time.
    private long _quietSince;
    private long? _dueAt;
    private TimeSpan _interval;
    private int _held;
    private int _isNoted;
    private HeardVersion? _heard;

    public AgentPresence(
        string agentId, TimeProvider clock, Action<AgentPresence> fellSilent, DateTimeOffset? lastSeen = null,
        HostState state = HostState.Never)
    {
        AgentId = agentId;
        _clock = clock;
        _fellSilent = fellSilent;
        _lastSeen = lastSeen;
        _state = state;
        _quietSince = clock.GetTimestamp();
        _timer = clock.CreateTimer(
            static state => ((AgentPresence)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (state == HostState.Offline) Watch();
    }

    public string AgentId { get; }

    /// <summary>Whether it is online: late after one missed heartbeat, offline after two, gone after days.</summary>
    public HostState State
    {
        get { lock (_gate) return _state; }
    }

    /// <summary>When it was last known to be online; now, while a heartbeat is held.</summary>
    public DateTimeOffset? LastSeen
    {
        get { lock (_gate) return _held > 0 ? _clock.GetUtcNow() : _lastSeen; }
    }

    /// <summary>The version in the newest heartbeat; null before the first one since the server's start.</summary>
    public HeardVersion? Heard
    {
        get { lock (_gate) return _heard; }
    }

    /// <summary>
    /// Longest silence before offline: the heartbeats that may be missed, and some time for transport.
    /// </summary>
    public static TimeSpan SilenceMax(TimeSpan interval) => SilenceOf(Limits.MissedHeartbeatsMax, interval);

    /// <summary>State and time of one moment.</summary>
    public (HostState State, DateTimeOffset? LastSeen, TimeSpan Interval) Now
    {
        get { lock (_gate) return (_state, _held > 0 ? _clock.GetUtcNow() : _lastSeen, _interval); }
    }

    /// <summary>Records a heartbeat.</summary>
    /// <param name="interval">Time until the next one.</param>
    /// <param name="version">The version that sent it.</param>
    /// <returns>The state before.</returns>
    public HostState Record(TimeSpan interval, string? version = null)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            if (version is not null) _heard = new(version, now);
            var before = _state;
            _state = HostState.Online;
            _interval = interval;
            Touch(now);
            return before;
        }
    }

    /// <summary>Records a heartbeat of a host that is online; any other is left to <see cref="Record"/>.</summary>
    /// <returns>Whether it was.</returns>
    public bool TryRepeat(TimeSpan interval, string version)
    {
        lock (_gate)
        {
            if (_state != HostState.Online) return false;
            Record(interval, version);
            return true;
        }
    }

    /// <summary>Notes that its time is to be written (<see cref="SeenTimes"/>).</summary>
    /// <returns>Whether it was not noted yet.</returns>
    public bool TryNote() => Interlocked.Exchange(ref _isNoted, 1) == 0;

    /// <summary>Its time is being written; a later one is noted again.</summary>
    public void ClearNote() => Volatile.Write(ref _isNoted, 0);

    /// <summary>
    /// Resumes an agent that was online when the server last ran: whether it is now is not known until it was heard of, or
    /// until two heartbeats are missing.
    /// </summary>
    public void Resume(TimeSpan interval)
    {
        lock (_gate)
        {
            _state = HostState.Unknown;
            _interval = interval;
            _quietSince = _clock.GetTimestamp();
            Watch();
        }
    }

    /// <summary>It said farewell. A heartbeat brings it back.</summary>
    /// <param name="state">Stopped or uninstalled.</param>
    public void Leave(HostState state)
    {
        lock (_gate)
        {
            _state = state;
            _lastSeen = _clock.GetUtcNow();
        }
    }

    /// <summary>A heartbeat is held from now on: the open request shows that the agent is alive.</summary>
    public void BeginHold()
    {
        lock (_gate) _held++;
    }

    /// <summary>A held heartbeat ended, by a reply or a lost connection.</summary>
    public void EndHold()
    {
        lock (_gate)
        {
            _held--;
            if (_state is not (HostState.Stopped or HostState.Uninstalled)) Touch(_clock.GetUtcNow());
        }
    }

    public void Dispose() => _timer.Dispose();

    private static TimeSpan SilenceOf(int missed, TimeSpan interval) =>
        missed * interval + TimeSpan.FromTicks(Math.Min(interval.Ticks / 4, GraceMax.Ticks));

    private void Touch(DateTimeOffset now)
    {
        _lastSeen = now;
        _quietSince = _clock.GetTimestamp();
        if (_held == 0) Watch();
    }

    // Sets the timer for the next state, unless it fires before that by itself.
    private void Watch()
    {
        if (LeftUntilNext is not { } left) return;
        // Whole milliseconds, as timers have them: one that fired before its time would only be set again.
        left = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, left.TotalMilliseconds)));
        var dueAt = _clock.GetTimestamp() + (long)(left.TotalSeconds * _clock.TimestampFrequency);
        if (_dueAt <= dueAt) return;
        _dueAt = dueAt;
        _timer.Change(left, Timeout.InfiniteTimeSpan);
    }

    private void Expire()
    {
        lock (_gate)
        {
            _dueAt = null;
            // The end of the hold sets the timer again.
            if (_held > 0) return;
            if (LeftUntilNext is not { } left || left > TimeSpan.Zero)
            {
                Watch();
                return;
            }
            _state = _state == HostState.Offline ? HostState.Gone
                : LeftUntilOffline > TimeSpan.Zero ? HostState.Late
                : HostState.Offline;
            Watch();
        }
        _fellSilent(this);
    }

    // Silence that is left until the next state; null where there is none.
    private TimeSpan? LeftUntilNext => _state switch
    {
        HostState.Unknown or HostState.Late => LeftUntilOffline,
        HostState.Online => SilenceOf(1, _interval) - Quiet,
        HostState.Offline => FleetLimits.GoneAfter - (_lastSeen is { } seen ? _clock.GetUtcNow() - seen : Quiet),
        _ => null,
    };

    private TimeSpan LeftUntilOffline => SilenceMax(_interval) - Quiet;

    private TimeSpan Quiet => _clock.GetElapsedTime(_quietSince);
}
