using Aops.Contracts;
using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Processes;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

// Which process the other half is, and when its time is up.
public sealed partial class PeerWatch
{
    private static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(20);

    // Left by other threads: ticks of the watch's clock, 0 for none.
    private long _awaitingReplySinceTicks;

    /// <summary>For how long the other half owes a sign of life.</summary>
    private TimeSpan Silence
    {
        get
        {
            var owesSince = Volatile.Read(ref _awaitingReplySinceTicks);
            return owesSince == 0 ? TimeSpan.Zero : Now - new TimeSpan(owesSince);
        }
    }

    private TimeSpan Due
    {
        get
        {
            if (_state != PeerState.Up) return _due;
            var owesSince = Volatile.Read(ref _awaitingReplySinceTicks);
            // Nothing is owed: look again in a while, so that a trial's deadline is noticed.
            return owesSince == 0 ? _due : new TimeSpan(owesSince) + _times.PingTimeout;
        }
    }

    /// <summary>The other half gave a sign of life.</summary>
    internal void ResetPingTimer()
    {
        // spm owes its next beat from now on; spa owes nothing until it is sent one.
        Volatile.Write(ref _awaitingReplySinceTicks, Peer == Role.Spm ? Now.Ticks : 0);
    }

    /// <summary>This half asked for a sign of life.</summary>
    internal void PingSent() => Interlocked.CompareExchange(ref _awaitingReplySinceTicks, Now.Ticks, 0);

    private void ClearPendingPing() => Volatile.Write(ref _awaitingReplySinceTicks, 0);

    private void ExtendPingTimer()
    {
        var since = Now - _times.PingTimeout + _times.PingInterval;
        if (Volatile.Read(ref _awaitingReplySinceTicks) != 0)
            Volatile.Write(ref _awaitingReplySinceTicks, Math.Max(since.Ticks, 1));
        _due = Now + _times.PingInterval;
    }

    private void SetDue()
    {
        var now = Now;
        _due = now + _state switch
        {
            PeerState.Absent => _times.Grace,
            PeerState.Stopped => _times.StoppedRecheck,
            PeerState.Silent when _process is null => LookTime,
            _ => _times.PingTimeout,
        };
        if (_state == PeerState.Silent && _process is not null) Volatile.Write(ref _awaitingReplySinceTicks, now.Ticks);
    }

    private void Follow(ProcessIdentity process)
    {
        if (_identity == process) return;
        Unfollow();
        _identity = process;
        _connections = 0;
        _knownSince = Now;
        try
        {
            _process = PidFd.TryOpen(process);
            // Gone between its hello and this call: a zombie child cannot be opened, so the next look reaps it.
            if (_process is null) Post(CheckGone);
            else _epoll.Add(_process.Handle, ProcessKey);
        }
        catch (PosixException e) when (e.Errno == Errno.ENOSYS)
        {
            LogNoPidFd(Peer.ProgramName());
        }
        catch (PosixException e)
        {
            LogPidFdFailed(Peer.ProgramName(), e.Message);
        }
    }

    private void Unfollow()
    {
        if (_process is null) return;
        _epoll.Remove(_process.Handle);
        _process.Dispose();
        _process = null;
    }

    private void CheckGone()
    {
        if (_process is null && _identity is { IsAlive: false }) OnEnded();
    }

    // A half that is alive but cannot be called (it hangs, or lost its socket) is found by its lock, and where that was
    // deleted too, by a look at every process: one that is overlooked would get a second copy beside it.
    private void FindPeer()
    {
        if (LockOwner() is not { } process) return;
        Follow(process);
        Raise(PeerTrigger.Found);
    }

    private ProcessIdentity? LockOwner()
    {
        if (FileLock.ReadOwner(_options.Layout.Lock(Peer)) is not { } pid) return _slots.FindProcess(Peer);
        // It may have ended while this process replaced its program: then it is a zombie of ours.
        if (ChildExit.TryReap(pid) is { } exit && exit != ChildExit.Unknown) return null;
        return _slots.IsProgramOf(pid, Peer) ? ProcessIdentity.TryRead(pid) : null;
    }

    private void ReapOthers() =>
        _children.RemoveWhere(pid => pid != _identity?.Pid && ChildExit.TryReap(pid) is not null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} (pid {Pid}) ended: {Exit}")]
    private partial void LogEnded(string peer, int pid, ChildExit exit);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Peer} (pid {Pid}) hangs: no answer for {Seconds:0.0} s; killing it and starting it anew")]
    private partial void LogHung(string peer, int? pid, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Peer} was started as pid {Pid}")]
    private partial void LogStarted(string peer, int pid);

    [LoggerMessage(Level = LogLevel.Information, Message = "systemd was asked to start {Peer}")]
    private partial void LogStartAsked(string peer);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "{Peer} cannot be started: {Reason}; next try in {Seconds:0.00} s")]
    private partial void LogStartFailed(string peer, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Peer} is not started again: {Reason}")]
    private partial void LogSuppressed(string peer, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} ended too often; next start in {Seconds:0.00} s")]
    private partial void LogBackoff(string peer, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} is killed: {Reason}")]
    private partial void LogKillWanted(string peer, string reason);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "{Peer} cannot be killed: {Reason}; tried again after the ping timeout")]
    private partial void LogKillFailed(string peer, string reason);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "this kernel has no pidfd; the end of {Peer} is told by its connection")]
    private partial void LogNoPidFd(string peer);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Peer} cannot be watched by pidfd: {Reason}; its end is told by its connection")]
    private partial void LogPidFdFailed(string peer, string reason);
}
