using Aops.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files;

/// <summary>
/// Tells when something in a directory was written, made, moved or deleted: F_NOTIFY of fcntl(2), older and coarser than
/// inotify(7), as whoever holds an inotify descriptor dies late. When a process is killed, the kernel lets a grace period
/// pass for its inotify watches (fsnotify_wait_marks_destroyed) before anybody can see that it has ended: up to 0.6 ms
/// on a quiet machine, and 20 where no processor is about to take part in it. This kind of watch is given back without a
/// wait.
/// <para>The kernel tells it by SIGIO, to one thread only, which has blocked it and sleeps until then.</para>
/// </summary>
public sealed unsafe class DirectoryWatch : IDisposable
{
    private const int StackBytes = 256 * 1024;

    private const int Wanted = FileCalls.DN_MODIFY | FileCalls.DN_CREATE | FileCalls.DN_DELETE | FileCalls.DN_RENAME
        | FileCalls.DN_MULTISHOT;

    private readonly SafeFileHandle _directory;
    private readonly string? _place;
    private readonly Action _onTouched;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _begun = new();
    private int _threadId;
    private bool _isFollowed;
    private volatile bool _isDisposed;

    private DirectoryWatch(SafeFileHandle directory, Action onTouched)
    {
        (_directory, _onTouched) = (directory, onTouched);
        _place = OpenFile.Path(directory);
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = "directory-watch" };
        _thread.Start();
        _begun.Wait();
    }

    /// <summary>Whether the directory was deleted or moved away: it is the wrong one, if any, that is watched.</summary>
    public bool IsLost => OpenFile.Path(_directory) != _place;

    /// <summary>
    /// Begins to watch; null if there is no such directory, no descriptor is left, or the kernel has no such watches.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="onTouched">Called on the watch's thread; one call may stand for several changes.</param>
    public static DirectoryWatch? TryBegin(string directory, Action onTouched)
    {
        var handle = FileCalls.Open(
            directory, FileCalls.O_RDONLY | FileCalls.O_DIRECTORY | FileCalls.O_CLOEXEC, 0);
        if (handle.IsInvalid)
        {
            handle.Dispose();
            return null;
        }
        var watch = new DirectoryWatch(handle, onTouched);
        if (watch._isFollowed) return watch;
        watch.Dispose();
        return null;
    }

    /// <summary>Stops, once a call that is under way has ended. Not to be called from such a call.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (_isFollowed) _ = SignalCalls.SendToThread(_threadId, Signal.SIGIO);
        _thread.Join();
        _directory.Dispose();
        _begun.Dispose();
    }

    private void Run()
    {
        var set = SignalCalls.SetOf(Signal.SIGIO);
        _threadId = SignalCalls.ThreadId();
        var owner = new FileCalls.Owner { Type = FileCalls.F_OWNER_TID, Id = _threadId };
        // Blocked first: a SIGIO that nobody waits for ends the process.
        _isFollowed = ProcessCalls.SetSignalMask(ProcessCalls.SIG_BLOCK, &set, null) == 0
            && FileCalls.Control(_directory, FileCalls.F_SETOWN_EX, &owner) == 0
            && FileCalls.Control(_directory, FileCalls.F_NOTIFY, Wanted) == 0;
        _begun.Set();
        if (!_isFollowed) return;
        while (true)
        {
            // -1 where another signal was handled meanwhile.
            var signal = SignalCalls.Wait(&set, null);
            if (_isDisposed) return;
            if (signal == Signal.SIGIO) _onTouched();
        }
    }
}
