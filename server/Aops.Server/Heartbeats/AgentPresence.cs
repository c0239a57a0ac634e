using Aops.Contracts;
using Aops.Query;

namespace Aops.Server.Heartbeats;

/// <summary>
/// Presence of one agent: a timer that each heartbeat restarts, and that is stopped while a heartbeat is
/// held. All state is under one lock; notices are raised outside of it.
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
    private DateTimeOffset _quietSince;
    private TimeSpan _interval;
    private int _held;
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
        _timer = clock.CreateTimer(
            static state => ((AgentPresence)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (state == HostState.Offline) WatchForGone();
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

    /// <summary>Records a heartbeat.</summary>
    /// <param name="interval">Time until the next one.</param>
    /// <param name="version">The version that sent it.</param>
    /// <returns>Whether the agent came online by it.</returns>
    public bool Record(TimeSpan interval, string? version = null)
    {
        lock (_gate)
        {
            if (version is not null) _heard = new(version, _clock.GetUtcNow());
            var came = _state is not (HostState.Online or HostState.Late or HostState.Unknown);
            _state = HostState.Online;
            _interval = interval;
            Touch();
            return came;
        }
    }

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
            _quietSince = _clock.GetUtcNow();
            _timer.Change(SilenceMax(interval), Timeout.InfiniteTimeSpan);
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
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A heartbeat is held from now on: the open request shows that the agent is alive.</summary>
    public void BeginHold()
    {
        lock (_gate)
        {
            _held++;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A held heartbeat ended, by a reply or a lost connection.</summary>
    public void EndHold()
    {
        lock (_gate)
        {
            _held--;
            if (_state is not (HostState.Stopped or HostState.Uninstalled)) Touch();
        }
    }

    public void Dispose() => _timer.Dispose();

    private static TimeSpan SilenceOf(int missed, TimeSpan interval) =>
        missed * interval + TimeSpan.FromTicks(Math.Min(interval.Ticks / 4, GraceMax.Ticks));

    private void Touch()
    {
        _lastSeen = _clock.GetUtcNow();
        if (_held == 0) Watch();
    }

    private void Watch()
    {
        _quietSince = _clock.GetUtcNow();
        _timer.Change(SilenceOf(1, _interval), Timeout.InfiniteTimeSpan);
    }

    private void WatchForGone()
    {
        var left = FleetLimits.GoneAfter - (_clock.GetUtcNow() - (_lastSeen ?? _quietSince));
        _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Expire()
    {
        lock (_gate)
        {
            // The timer may have fired just before a heartbeat restarted it.
            if (_held > 0 || Next() is not { } next) return;
            _state = next;
            if (next == HostState.Late) _timer.Change(LeftUntilOffline, Timeout.InfiniteTimeSpan);
            if (next == HostState.Offline) WatchForGone();
        }
        _fellSilent(this);
    }

    private TimeSpan LeftUntilOffline => SilenceMax(_interval) - (_clock.GetUtcNow() - _quietSince);

    // The state that the silence leads to by now; null for none.
    private HostState? Next() => _state switch
    {
        HostState.Unknown => LeftUntilOffline > TimeSpan.Zero ? null : HostState.Offline,
        HostState.Online or HostState.Late when _clock.GetUtcNow() - _quietSince < _interval => null,
        HostState.Online or HostState.Late => LeftUntilOffline > TimeSpan.Zero ? HostState.Late : HostState.Offline,
        HostState.Offline when _clock.GetUtcNow() - (_lastSeen ?? _quietSince) >= FleetLimits.GoneAfter =>
            HostState.Gone,
        _ => null,
    };
}
