using System.Runtime.InteropServices;
using Aops.Native;
using Aops.Native.Events;
using Aops.Native.Processes;

namespace Aops.Supervision.Children;

/// <summary>
/// Observes the exit of processes: by a pidfd; without one (Linux before 5.3, or no descriptor left) by SIGCHLD for
/// a child and by polling once a second for other processes. On the loop only.
/// </summary>
internal sealed class ExitWatch(EventLoop loop, bool usePidFd) : IDisposable
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    private readonly List<Watched> _withoutPidFd = [];
    private PosixSignalRegistration? _childSignal;
    private LoopTimer? _look;

    /// <summary>Calls back once when a process has ended; a child is then a zombie.</summary>
    /// <param name="isChild">Whether it is a child of this process.</param>
    /// <param name="onEnd">The callback.</param>
    /// <returns>Ends the watch when disposed.</returns>
    public IDisposable Begin(ChildProcess process, bool isChild, Action onEnd)
    {
        var watched = new Watched(this, process, isChild, onEnd);
        if (usePidFd && TryWatchPidFd(watched)) return watched;
        _withoutPidFd.Add(watched);
        _childSignal ??= PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => loop.Post(LookAtAll));
        // The process may have ended before the registration.
        loop.Post(LookAtAll);
        return watched;
    }

    public void Dispose()
    {
        _childSignal?.Dispose();
        _look?.Cancel();
    }

    private bool TryWatchPidFd(Watched watched)
    {
        try
        {
            var pidFd = watched.IsChild
                ? PidFd.TryOpenChild(watched.Process.Pid)
                : PidFd.TryOpen(watched.Process.Identity);
            if (pidFd is null)
            {
                loop.Post(watched.End);
                return true;
            }
            watched.Hold(pidFd);
            watched.Hold(loop.Watch(pidFd.Handle, watched.End));
            return true;
        }
        catch (PosixException)
        {
            watched.Release();
            return false;
        }
    }

    private void LookAtAll()
    {
        foreach (var watched in _withoutPidFd.ToArray())
        {
            if (watched.HasEnded) watched.End();
        }
        _look?.Cancel();
        _look = _withoutPidFd.Exists(w => !w.IsChild) ? loop.StartTimer(LookPeriod, LookAtAll) : null;
    }

    private sealed class Watched(ExitWatch owner, ChildProcess process, bool isChild, Action onEnd) : IDisposable
    {
        private PidFd? _pidFd;
        private IDisposable? _watch;
        private bool _ended;

        public ChildProcess Process => process;

        public bool IsChild => isChild;

        public bool HasEnded => isChild ? ChildExit.HasEnded(process.Pid) : !process.Identity.IsAlive;

        public void Hold(PidFd pidFd) => _pidFd = pidFd;

        public void Hold(IDisposable watch) => _watch = watch;

        public void End()
        {
            if (_ended) return;
            Dispose();
            onEnd();
        }

        public void Dispose()
        {
            _ended = true;
            Release();
            owner._withoutPidFd.Remove(this);
        }

        public void Release()
        {
            _watch?.Dispose();
            _pidFd?.Dispose();
            _watch = null;
            _pidFd = null;
        }
    }
}
