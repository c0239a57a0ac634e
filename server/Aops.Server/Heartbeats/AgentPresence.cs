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
        string agentId, TimeProvider clock, Action<AgentPresence> fellSilent, DateTimeOffset? lastSeen = null)
    {
        AgentId = agentId;
        _clock = clock;
        _fellSilent = fellSilent;
        _lastSeen = lastSeen;
        _state = lastSeen is null ? HostState.Never : HostState.Offline;
        _timer = clock.CreateTimer(
            static state => ((AgentPresence)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string AgentId { get; }

    /// <summary>Whether it is online: late after one missed heartbeat, offline after two.</summary>
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
            var came = _state is HostState.Never or HostState.Offline;
            _state = HostState.Online;
            _interval = interval;
            Touch();
            return came;
        }
    }

    /// <summary>
    /// Resumes an agent that was online when the server last ran: it has one interval to come back.
    /// </summary>
    public void Resume(TimeSpan interval)
    {
        lock (_gate)
        {
            _state = HostState.Online;
            _interval = interval;
            Watch();
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
            Touch();
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

    private void Expire()
    {
        lock (_gate)
        {
            // The timer may have fired just before a heartbeat restarted it.
            if (_state is not (HostState.Online or HostState.Late) || _held > 0) return;
            var quiet = _clock.GetUtcNow() - _quietSince;
            if (quiet < _interval) return;
            var left = SilenceMax(_interval) - quiet;
            _state = left > TimeSpan.Zero ? HostState.Late : HostState.Offline;
            if (_state == HostState.Late) _timer.Change(left, Timeout.InfiniteTimeSpan);
        }
        _fellSilent(this);
    }
}
