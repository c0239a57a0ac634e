using Aops.Native.Files;
using Aops.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Watching;

/// <summary>
/// Notifies of writes, creations, renames and deletions in a directory, by F_NOTIFY of fcntl(2). It is older and
/// coarser than inotify(7), but does not delay the exit of the process: when a process is killed, the kernel waits
/// for a grace period of its inotify watches (fsnotify_wait_marks_destroyed) before the exit becomes visible, up to
/// 0.6 ms on an idle machine and 20 ms on a busy one. F_NOTIFY watches are released without a wait.
/// <para>The kernel notifies by SIGIO, sent to one thread, which has blocked the signal and waits for it.</para>
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

    /// <summary>
    /// Whether the directory was deleted or renamed, so that the watch no longer observes that path.
    /// </summary>
    public bool IsLost => OpenFile.Path(_directory) != _place;

    /// <summary>Starts a watch.</summary>
    /// <param name="onTouched">Called on the watch's thread; one call may stand for several changes.</param>
    /// <returns>
    /// Null if the directory does not exist, no descriptor is left, or the kernel lacks F_NOTIFY.
    /// </returns>
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

    /// <summary>
    /// Stops the watch after a running callback has returned. Must not be called from the callback.
    /// </summary>
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
        // SIGIO must be blocked first: its default action ends the process.
        _isFollowed = ProcessCalls.SetSignalMask(ProcessCalls.SIG_BLOCK, &set, null) == 0
            && FileCalls.Control(_directory, FileCalls.F_SETOWN_EX, &owner) == 0
            && FileCalls.Control(_directory, FileCalls.F_NOTIFY, Wanted) == 0;
        _begun.Set();
        if (!_isFollowed) return;
        while (true)
        {
            // -1: another signal was handled during the wait.
            var signal = SignalCalls.Wait(&set, null);
            if (_isDisposed) return;
            if (signal == Signal.SIGIO) _onTouched();
        }
    }
}
