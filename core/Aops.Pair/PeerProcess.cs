using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Slots;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

/// <summary>
/// The process that the peer is: found, followed by its pidfd, killed and reaped. On the thread of the loop only.
/// </summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly AopsLayout _layout;
    private readonly Role _peer;
    private readonly EventLoop _loop;
    private readonly Action _ended;
    private readonly ILogger _logger;
    private readonly SlotStore _slots;
    private readonly HashSet<int> _children = [];
    private PidFd? _pidFd;
    private IDisposable? _endWatch;

    /// <summary>Follows none yet.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="peer">The member that it is.</param>
    /// <param name="loop">Waits for its end.</param>
    /// <param name="ended">Called on the loop, before anything else that is ready, when the process has ended.</param>
    /// <param name="logger">Told where the kernel has no pidfd.</param>
    public PeerProcess(AopsLayout layout, Role peer, EventLoop loop, Action ended, ILogger logger)
    {
        (_layout, _peer, _loop, _ended, _logger) = (layout, peer, loop, ended, logger);
        _slots = new SlotStore(layout);
    }

    /// <summary>The process that is followed; null while none is known.</summary>
    public ProcessIdentity? Identity { get; private set; }

    /// <summary>The process that ended last.</summary>
    public ProcessIdentity? LastEnded { get; private set; }

    /// <summary>Whether its end is told by a pidfd.</summary>
    public bool HasPidFd => _pidFd is not null;

    /// <summary>Whether it has ended and no pidfd tells: a kernel without them, or a process that was gone at once.</summary>
    public bool IsGone => _pidFd is null && Identity is { IsAlive: false };

    /// <summary>Follows a process from now on.</summary>
    /// <param name="process">The process.</param>
    /// <returns>Whether it is another one than before.</returns>
    public bool Follow(ProcessIdentity process)
    {
        if (Identity == process) return false;
        Unfollow();
        Identity = process;
        try
        {
            _pidFd = PidFd.TryOpen(process);
            if (_pidFd is not null) _endWatch = _loop.Watch(_pidFd.Handle, _ended, isUrgent: true);
            // A zombie child cannot be opened: it has ended between its hello and this call.
            else _loop.Post(CheckGone);
        }
        catch (PosixException e) when (e.Errno == Errno.ENOSYS)
        {
            _logger.NoPidFd(_peer.ProgramName());
        }
        catch (PosixException e)
        {
            _logger.PidFdFailed(_peer.ProgramName(), e.Message);
        }
        return true;
    }

    /// <summary>Notes a process that the starter has spawned as a child of this one, and follows it.</summary>
    /// <param name="pid">The child; it has to be reaped here.</param>
    /// <returns>Whether it could be followed.</returns>
    public bool FollowChild(int pid)
    {
        _children.Add(pid);
        return ProcStat.TryRead(pid) is { } stat && Follow(new ProcessIdentity(pid, stat.StartTicks));
    }

    /// <summary>Lets go of the process that has ended, and reaps it if it is a child.</summary>
    /// <returns>How it ended; unknown for a process that is no child.</returns>
    public ChildExit TakeEnd()
    {
        var ended = Identity!.Value;
        Unfollow();
        _children.Remove(ended.Pid);
        (LastEnded, Identity) = (ended, null);
        var exit = ChildExit.TryReap(ended.Pid) ?? ChildExit.Unknown;
        _logger.PeerEnded(_peer.ProgramName(), ended.Pid, exit);
        return exit;
    }

    /// <summary>Reaps children that are not followed any more: starts that another process has won.</summary>
    public void ReapOthers() =>
        _children.RemoveWhere(pid => pid != Identity?.Pid && ChildExit.TryReap(pid) is not null);

    /// <summary>
    /// Looks for a peer that lives and has not called: it hangs, or lost its socket. Its lock names it; where the lock file was
    /// deleted, every process is looked at, since an overlooked one would get a second copy beside it.
    /// </summary>
    public ProcessIdentity? Find()
    {
        if (FileLock.ReadOwner(_layout.Lock(_peer)) is not { } pid) return _slots.FindProcess(_peer);
        // It may have ended while this process replaced its program: then it is a zombie of ours.
        if (ChildExit.TryReap(pid) is { } exit && exit != ChildExit.Unknown) return null;
        return _slots.IsProgramOf(pid, _peer) ? ProcessIdentity.TryRead(pid) : null;
    }

    /// <summary>Kills the process that is followed; a signal that cannot be sent is logged.</summary>
    public void Kill()
    {
        try
        {
            if (_pidFd is not null) _pidFd.Send(Signal.SIGKILL);
            else if (Identity is { IsAlive: true } alive) Signal.Send(alive.Pid, Signal.SIGKILL);
        }
        catch (PosixException e)
        {
            _logger.PeerKillFailed(_peer.ProgramName(), e.Message);
        }
    }

    public void Dispose() => _pidFd?.Dispose();

    private void Unfollow()
    {
        _endWatch?.Dispose();
        _pidFd?.Dispose();
        (_endWatch, _pidFd) = (null, null);
    }

    private void CheckGone()
    {
        if (IsGone) _ended();
    }
}
