using Aops.Contracts;
using Aops.Native;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Upgrade.Slots;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

/// <summary>
/// Watches the other half and brings it back. Death is told by its pidfd and answered on the same thread, with nothing
/// in between; a hang by an answer that it owes for longer than the ping timeout. One thread sleeps in one
/// epoll_wait(2): it wakes for an end, for a message, for a connection that comes or goes, and for a deadline, and
/// nothing else in the process wakes with it.
/// <para>A connection that closes while its process lives is no death: a half replaces its program in place, and its
/// next image calls again.</para>
/// <para>Nothing is revived while <see cref="AopsLayout.StopMarker"/> is there, or while the starter says that the machine
/// is to run without the suite.</para>
/// </summary>
public sealed partial class PeerWatch : IWatchedPeer, IAsyncDisposable
{
    // A thread that wakes this much too late was itself stopped or starved; what it missed it cannot blame on others.
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(1);

    private const int StackBytes = 256 * 1024;
    private const long ProcessKey = 0;
    private const long WakeKey = 1;

    private readonly PeerWatchOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly RestartThrottle _damping;
    private readonly SlotStore _slots;
    private readonly Epoll _epoll = new();
    private readonly EventFd _wake = new();
    private readonly HashSet<int> _children = [];
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();

    private volatile PairTimes _times;
    private volatile PeerSnapshot _snapshot = new(PeerState.Absent, null, null, 0);
    private PeerState _state = PeerState.Absent;
    private PidFd? _process;
    private ProcessIdentity? _identity;
    private ProcessIdentity? _lastEnded;
    private TimeSpan _knownSince;
    private TimeSpan _due;
    private bool _hasAnswered;
    private bool _isKillOurs;
    private int _connections;
    private int _revivals;
    private string? _keptDown;
    private string? _version;

    /// <summary>Makes a watch; <see cref="Start"/> begins it.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="time">Clock; only its timestamps are used.</param>
    /// <param name="logger">Told of every end and revival.</param>
    public PeerWatch(PeerWatchOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _time = time;
        _times = options.Times;
        Peer = options.Mine.Peer();
        _slots = new SlotStore(options.Layout);
        _damping = new RestartThrottle(options.Damping, Random.Shared.NextDouble);
        _epoll.Add(_wake.Handle, WakeKey);
        _thread = new Thread(Loop, StackBytes) { IsBackground = true, Name = "peer-watch" };
    }

    /// <summary>The half that is watched.</summary>
    public Role Peer { get; }

    /// <inheritdoc/>
    public PeerSnapshot Snapshot => _snapshot;

    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <summary>
    /// Begins: looks for a half that is there, calls it, and starts it if nobody answers. The own socket listens already.
    /// </summary>
    public void Start()
    {
        _due = Now + _times.Grace;
        FindPeer();
        CallIn(TimeSpan.Zero);
        _thread.Start();
    }

    /// <summary>Puts other times in force.</summary>
    /// <param name="times">The times.</param>
    public void Update(PairTimes times)
    {
        _times = times;
        Post(SetDue);
    }

    /// <inheritdoc/>
    public void KillPeer(string reason)
    {
        var target = _snapshot.Pid;
        Post(() =>
        {
            // Who ended meanwhile was replaced by one that has done nothing.
            if (target is null || target != _identity?.Pid) return;
            LogKillWanted(Peer.ProgramName(), reason);
            _isKillOurs = true;
            Raise(PeerTrigger.KillWanted);
        });
    }

    /// <summary>Stops watching; the other half goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _wake.Raise();
        if (_thread.IsAlive) await _ended.Task;
        else Close();
        _process?.Dispose();
        _epoll.Dispose();
        _wake.Dispose();
    }

    private void OnDue(TimeSpan late)
    {
        if (_process is null && _identity is { IsAlive: false })
        {
            // A kernel without pidfd: only a look tells.
            OnEnded();
            return;
        }
        _options.Observer.Ticked(this);
        if (!_options.EnsureLock())
        {
            // A second copy, which ends by itself.
            _due = Now + _times.PingTimeout;
            return;
        }
        if (_state is (PeerState.Up or PeerState.Silent) && !IsHung(late)) return;
        if (_state is PeerState.Absent or PeerState.Backoff)
        {
            // Somebody else may have started it, and it has not called yet: whoever holds its lock is it.
            FindPeer();
            if (_state == PeerState.Silent) return;
        }
        Raise(PeerTrigger.Due);
    }

    private bool IsHung(TimeSpan late)
    {
        var silence = Silence;
        if (silence < _times.PingTimeout)
        {
            _due = Now + (_state == PeerState.Silent && _process is null ? LookTime : _times.PingTimeout - silence);
            return false;
        }
        if (late > LateMax)
        {
            ExtendPingTimer();
            return false;
        }
        LogHung(Peer.ProgramName(), _identity?.Pid, silence.TotalSeconds);
        _isKillOurs = true;
        _options.Observer.Hung(silence);
        return true;
    }

    private void OnEnded()
    {
        var pid = _identity!.Value.Pid;
        Unfollow();
        _children.Remove(pid);
        var exit = ChildExit.TryReap(pid) ?? ChildExit.Unknown;
        var end = new PeerEnd(Now - _knownSince, _hasAnswered, exit);
        (_lastEnded, _identity) = (_identity, null);
        _connections = 0;
        ClearPendingPing();
        Publish();
        LogEnded(Peer.ProgramName(), pid, exit);
        _options.Observer.Ended(end);
        var wait = _isKillOurs ? TimeSpan.Zero : _damping.Next(end, Now);
        _isKillOurs = false;
        Raise(PeerTrigger.Ended, wait);
    }

    private void Raise(PeerTrigger trigger, TimeSpan wait = default)
    {
        var before = _state;
        (_state, var action) = PeerMachine.Next(_state, trigger);
        if (_state != before || action != PeerAction.None) SetDue();
        switch (action)
        {
            case PeerAction.Kill:
                Kill();
                break;
            case PeerAction.Revive when wait > TimeSpan.Zero:
                _due = Now + wait;
                LogBackoff(Peer.ProgramName(), wait.TotalSeconds);
                break;
            case PeerAction.Revive:
                Raise(PeerTrigger.Due);
                return;
            case PeerAction.Start:
                StartPeer();
                return;
        }
        Publish();
    }

    private void StartPeer()
    {
        if (File.Exists(_options.Layout.StopMarker) || !_options.EnsureLock())
        {
            StayDown();
            return;
        }
        _hasAnswered = false;
        _knownSince = Now;
        PeerStart start;
        try
        {
            start = _options.Starter.Start(Peer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var wait = _damping.Next(new PeerEnd(TimeSpan.Zero, false, ChildExit.Unknown), Now);
            LogStartFailed(Peer.ProgramName(), e.Message, wait.TotalSeconds);
            Raise(PeerTrigger.StartFailed, wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(10));
            return;
        }
        if (start is PeerStart.Suppressed kept)
        {
            if (_keptDown != kept.Reason) LogSuppressed(Peer.ProgramName(), kept.Reason);
            _keptDown = kept.Reason;
            StayDown();
            return;
        }
        _keptDown = null;
        _revivals++;
        var pid = (start as PeerStart.Child)?.Pid;
        if (pid is { } child)
        {
            _children.Add(child);
            if (ProcStat.TryRead(child) is { } stat) Follow(new ProcessIdentity(child, stat.StartTicks));
        }
        if (pid is { } started) LogStarted(Peer.ProgramName(), started);
        else LogStartAsked(Peer.ProgramName());
        SetDue();
        Publish();
        // It calls by itself, unless the name of this half's socket was deleted.
        CallIn(LateCallWait < _times.PingTimeout / 3 ? LateCallWait : _times.PingTimeout / 3);
    }

    // The other half is looked for again in a while.
    private void StayDown()
    {
        _state = PeerState.Stopped;
        SetDue();
        Publish();
    }

    private void Kill()
    {
        if (_identity is null)
        {
            // Somebody else starts it, and did not within the time: ask again.
            Post(() => Raise(PeerTrigger.Ended));
            return;
        }
        try
        {
            if (_process is not null) _process.Send(Signal.SIGKILL);
            else if (_identity is { IsAlive: true } alive) Signal.Send(alive.Pid, Signal.SIGKILL);
        }
        catch (PosixException e)
        {
            LogKillFailed(Peer.ProgramName(), e.Message);
        }
    }

    private void Publish() => _snapshot = new(_state, _identity?.Pid, _version, _revivals);
}
