using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native.Events;
using Aops.Native.Processes;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

/// <summary>
/// Watches the peer and brings it back. Its end is told by its pidfd and answered on the same thread, with nothing in between;
/// its hang by a message that it has owed for longer than the ping timeout. One event loop waits for an end, a message, a
/// connection that comes or goes, and a deadline, and wakes no other thread of the process.
/// <para>A connection that closes while its process lives is no end: a member replaces its program in place, and its next image
/// calls again.</para>
/// <para>Nothing is started while <see cref="AopsLayout.StopMarker"/> is there, or while the starter says that the machine
/// is to run without the suite.</para>
/// </summary>
public sealed class PeerWatch : IWatchedPeer, IAsyncDisposable, IPeerLinkOwner
{
    // A deadline that is noticed this much too late tells that this process was itself stopped or starved.
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(20);

    private const int StackBytes = 256 * 1024;

    private readonly PeerWatchOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly EventLoop _loop = new("peer-watch", StackBytes);
    private readonly PeerProcess _process;
    private readonly PeerConnections _connections;
    private readonly PeerCaller _caller;
    private readonly PeerReviver _reviver;
    private readonly Deadline _deadline;
    private volatile PairTimes _times;
    private volatile PeerSnapshot _snapshot = new(PeerState.Absent, null, null, 0);
    private PeerState _state = PeerState.Absent;
    private TimeSpan _knownSince;
    private bool _hasAnswered;
    private bool _isKillOurs;
    private int _open;
    private string? _version;

    /// <summary>Makes a watch; <see cref="Start"/> begins it.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="clock">Only its timestamps are used.</param>
    /// <param name="logger">Told of every end and start.</param>
    public PeerWatch(PeerWatchOptions options, TimeProvider clock, ILogger logger)
    {
        (_options, _clock, _logger, _times) = (options, clock, logger, options.Times);
        Peer = options.Mine.Peer();
        Pings = new PingTimer(Peer, clock);
        _process = new PeerProcess(options.Layout, Peer, _loop, OnEnded, logger);
        _connections = new PeerConnections(Peer, _loop, Pings, this, logger);
        _caller = new PeerCaller(
            options, _loop, _connections, () => _state is PeerState.Silent or PeerState.Starting, logger);
        _reviver = new PeerReviver(options, _process, clock, logger);
        _deadline = new Deadline(_loop, OnDeadline, LookTime);
    }

    /// <summary>The member that is watched.</summary>
    public Role Peer { get; }

    /// <inheritdoc/>
    public PeerSnapshot Snapshot => _snapshot;

    /// <summary>What the peer owes.</summary>
    internal PingTimer Pings { get; }

    private IPeerLinkOwner Owner => this;

    private TimeSpan Now => _clock.GetElapsedTime(0);

    /// <summary>
    /// Begins: looks for a peer that runs, calls it, and starts it if it does not answer. The own socket listens already.
    /// </summary>
    public void Start() => _loop.Post(() =>
    {
        _deadline.Set(_times.Grace);
        FindPeer();
        _caller.CallIn(TimeSpan.Zero);
    });

    /// <summary>Puts other times in force.</summary>
    /// <param name="times">The times.</param>
    public void Update(PairTimes times)
    {
        _times = times;
        _loop.Post(() =>
        {
            _caller.WaitMax = times.PingTimeout;
            SetDeadline();
        });
    }

    /// <summary>Serves a connection whose hello names the peer, until it ends.</summary>
    /// <param name="link">The connection; the caller closes it once the task has ended.</param>
    /// <param name="cancellationToken">Stops serving.</param>
    public Task ServeAsync(LocalLink link, CancellationToken cancellationToken) =>
        _connections.ServeAsync(link, cancellationToken);

    /// <summary>Sends a message to the peer; a <see cref="Ping"/> has to be answered within the ping timeout.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether a connection took it.</returns>
    public bool TrySend(LocalMessage message) => _connections.TrySend(message);

    /// <inheritdoc/>
    public void KillPeer(string reason)
    {
        var target = _snapshot.Pid;
        _loop.Post(() =>
        {
            // The process that is to be killed may have ended meanwhile; its successor is left alone.
            if (target is null || target != _process.Identity?.Pid) return;
            _logger.PeerIsKilled(Peer.ProgramName(), reason);
            _isKillOurs = true;
            Raise(PeerTrigger.KillWanted);
        });
    }

    /// <summary>Stops watching; the peer goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        // The loop may be within a start that takes its time.
        await Task.Run(_loop.Dispose);
        _connections.Close();
        _process.Dispose();
    }

    /// <summary>Posts a hello, as a connection does.</summary>
    internal void Attach(Hello hello, ProcessIdentity process) => _loop.Post(() => Owner.Attached(hello, process));

    /// <summary>Posts the end of a connection.</summary>
    internal void Detach(ProcessIdentity process) => _loop.Post(() => Owner.Detached(process));

    LocalMessage? IPeerLinkOwner.Received(LocalMessage message) => _options.Observer.Received(this, message);

    bool IPeerLinkOwner.IsEndTold(ProcessIdentity process) => _process.HasPidFd && _process.Identity == process;

    bool IPeerLinkOwner.Attached(Hello hello, ProcessIdentity process)
    {
        // A hello that is read after the end of its process must not hide the process that was started since.
        if (process == _process.LastEnded) return false;
        Follow(process);
        _open++;
        _hasAnswered = true;
        _version = hello.Version;
        Pings.Reset();
        _options.Observer.Connected(this, hello, process);
        Raise(PeerTrigger.Connected);
        return true;
    }

    void IPeerLinkOwner.Detached(ProcessIdentity process)
    {
        // An end that was told by the pidfd has closed all connections of the process already.
        if (_process.Identity != process || _open == 0 || --_open > 0) return;
        Raise(PeerTrigger.Disconnected);
        if (_state == PeerState.Silent) _caller.CallIn(PeerCaller.FirstWait);
    }

    private void OnDeadline(TimeSpan late)
    {
        _process.ReapOthers();
        if (_process.IsGone)
        {
            OnEnded();
            return;
        }
        _options.Observer.Ticked(this);
        if (!_options.EnsureLock())
        {
            // This process is a second copy, which ends by itself.
            _deadline.Set(_times.PingTimeout);
            return;
        }
        if (_state is PeerState.Up or PeerState.Silent && !IsHung(late)) return;
        if (_state is PeerState.Absent or PeerState.Backoff)
        {
            // Another process may have started the peer, which has not called yet.
            FindPeer();
            if (_state == PeerState.Silent) return;
        }
        Raise(PeerTrigger.Due);
    }

    private bool IsHung(TimeSpan late)
    {
        var silence = Pings.Silence;
        if (silence < _times.PingTimeout)
        {
            _deadline.Set(_state == PeerState.Silent && !_process.HasPidFd ? LookTime : _times.PingTimeout - silence);
            return false;
        }
        if (late > LateMax)
        {
            Pings.Shorten(_times.PingTimeout - _times.PingInterval);
            _deadline.Set(_times.PingInterval);
            return false;
        }
        _logger.PeerHangs(Peer.ProgramName(), _process.Identity?.Pid, silence.TotalSeconds);
        _isKillOurs = true;
        _options.Observer.Hung(silence);
        return true;
    }

    private void OnEnded()
    {
        var end = new PeerEnd(Now - _knownSince, _hasAnswered, _process.TakeEnd());
        _open = 0;
        Pings.Clear();
        Publish();
        _options.Observer.Ended(end);
        var wait = _isKillOurs ? TimeSpan.Zero : _reviver.Next(end);
        _isKillOurs = false;
        Raise(PeerTrigger.Ended, wait);
        _connections.DetachBroken();
    }

    private void Raise(PeerTrigger trigger, TimeSpan wait = default)
    {
        var before = _state;
        (_state, var action) = PeerMachine.Next(_state, trigger);
        if (_state != before || action != PeerAction.None) SetDeadline();
        switch (action)
        {
            case PeerAction.Kill when _process.Identity is null:
                // The service manager was asked for a start and none came within the time: it is asked again.
                _loop.Post(() => Raise(PeerTrigger.Ended));
                break;
            case PeerAction.Kill:
                _process.Kill();
                break;
            case PeerAction.Revive when wait > TimeSpan.Zero:
                _deadline.Set(wait);
                _logger.PeerBacksOff(Peer.ProgramName(), wait.TotalSeconds);
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
        (_hasAnswered, _knownSince) = (false, Now);
        switch (_reviver.Start())
        {
            case PeerRevival.Failed { Wait: var wait }:
                Raise(PeerTrigger.StartFailed, wait);
                return;
            case PeerRevival.StaysDown:
                _state = PeerState.Stopped;
                break;
            case PeerRevival.Started { IsFollowed: var isFollowed }:
                if (isFollowed) (_open, _knownSince) = (0, Now);
                var quick = _times.PingTimeout / 3;
                _caller.CallIn(PeerCaller.StartedWait < quick ? PeerCaller.StartedWait : quick);
                break;
        }
        SetDeadline();
        Publish();
    }

    private void FindPeer()
    {
        if (_process.Find() is not { } process) return;
        Follow(process);
        Raise(PeerTrigger.Found);
    }

    private void Follow(ProcessIdentity process)
    {
        if (_process.Follow(process)) (_open, _knownSince) = (0, Now);
    }

    // The time that ends the state. A message that is owed only moves it later, so that is looked at when it has come.
    private void SetDeadline()
    {
        _deadline.Set(_state switch
        {
            PeerState.Absent => _times.Grace,
            PeerState.Stopped => _times.StoppedRecheck,
            PeerState.Silent when !_process.HasPidFd => LookTime,
            _ => _times.PingTimeout,
        });
        if (_state == PeerState.Silent && _process.HasPidFd) Pings.Await();
    }

    private void Publish() => _snapshot = new(_state, _process.Identity?.Pid, _version, _reviver.Count);
}
