using Aops.Contracts;

namespace Aops.Server.Heartbeats;

/// <summary>
/// Presence of one agent: a timer that each heartbeat sets back and that stands still while one is held. All state
/// is under one lock; the notices are raised outside of it.
/// </summary>
internal sealed class AgentPresence : IDisposable
{
    private static readonly TimeSpan GraceMax = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Action<AgentPresence> _wentOffline;
    private AgentState _state;
    private DateTimeOffset? _lastSeen;
    private TimeSpan _interval;
    private int _held;
    private HeardVersion? _heard;

    public AgentPresence(
        string agentId, TimeProvider clock, Action<AgentPresence> wentOffline, DateTimeOffset? lastSeen = null)
    {
        AgentId = agentId;
        _clock = clock;
        _wentOffline = wentOffline;
        _lastSeen = lastSeen;
        _state = lastSeen is null ? AgentState.Never : AgentState.Offline;
        _timer = clock.CreateTimer(
            static state => ((AgentPresence)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string AgentId { get; }

    public AgentState State
    {
        get { lock (_gate) return _state; }
    }

    /// <summary>When it was last known to be there; while a heartbeat is held that is now.</summary>
    public DateTimeOffset? LastSeen
    {
        get { lock (_gate) return _held > 0 ? _clock.GetUtcNow() : _lastSeen; }
    }

    /// <summary>The version that the newest heartbeat named; null before the first since the server's start.</summary>
    public HeardVersion? Heard
    {
        get { lock (_gate) return _heard; }
    }

    /// <summary>How long it may be silent: the heartbeats it may miss, and some time for the last one's way.</summary>
    public static TimeSpan SilenceMax(TimeSpan interval) =>
        Limits.MissedHeartbeatsMax * interval + TimeSpan.FromTicks(Math.Min(interval.Ticks / 4, GraceMax.Ticks));

    /// <summary>A heartbeat came.</summary>
    /// <param name="interval">Time until the next one.</param>
    /// <param name="version">The version that sent it.</param>
    /// <returns>Whether the agent came online by it.</returns>
    public bool Beat(TimeSpan interval, string? version = null)
    {
        lock (_gate)
        {
            if (version is not null) _heard = new(version, _clock.GetUtcNow());
            var came = _state != AgentState.Online;
            _state = AgentState.Online;
            _interval = interval;
            Touch();
            return came;
        }
    }

    /// <summary>It was online when the server last ran: it gets the time of its interval to come back.</summary>
    public void Resume(TimeSpan interval)
    {
        lock (_gate)
        {
            _state = AgentState.Online;
            _interval = interval;
            _timer.Change(SilenceMax(interval), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A heartbeat begins to be held: the open request is a sign of life.</summary>
    public void BeginHold()
    {
        lock (_gate)
        {
            _held++;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A held heartbeat ended, answered or broken off.</summary>
    public void EndHold()
    {
        lock (_gate)
        {
            _held--;
            Touch();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Touch()
    {
        _lastSeen = _clock.GetUtcNow();
        if (_held == 0) _timer.Change(SilenceMax(_interval), Timeout.InfiniteTimeSpan);
    }

    private void Expire()
    {
        lock (_gate)
        {
            // The timer may have fired just before a heartbeat set it back.
            if (_state != AgentState.Online || _held > 0) return;
            if (_lastSeen is { } seen && _clock.GetUtcNow() - seen < Limits.MissedHeartbeatsMax * _interval) return;
            _state = AgentState.Offline;
        }
        _wentOffline(this);
    }
}
