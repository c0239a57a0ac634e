using System.Buffers.Binary;
using System.Text;
using Aops.Native.Events;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files;

/// <summary>
/// Tells when a file of a directory was written, made, moved or deleted (inotify(7)), also while there is none of its
/// name. A thread of its own sleeps until then, with what it reads on its stack: the watcher of the base class library
/// has an array pinned for as long as it waits, which keeps the heap around it from shrinking.
/// </summary>
public sealed unsafe class DirectoryWatch : IDisposable
{
    private const int StackBytes = 256 * 1024;
    private const int BufferBytes = 4096;
    private const long NotifyKey = 0;
    private const long StopKey = 1;

    // struct inotify_event: wd, mask, cookie, len, name.
    private const int MaskOffset = 4;
    private const int LengthOffset = 12;
    private const int NameOffset = 16;

    private const uint Wanted = FileCalls.IN_MODIFY | FileCalls.IN_CREATE | FileCalls.IN_DELETE
        | FileCalls.IN_MOVED_FROM | FileCalls.IN_MOVED_TO | FileCalls.IN_MOVE_SELF | FileCalls.IN_ONLYDIR;

    private readonly SafeFileHandle _notify;
    private readonly Epoll _epoll;
    private readonly EventFd _stop;
    private readonly byte[] _name;
    private readonly Action _onTouched;
    private readonly Thread _thread;
    private volatile bool _isLost;
    private bool _isDisposed;

    private DirectoryWatch(SafeFileHandle notify, Epoll epoll, EventFd stop, string name, Action onTouched)
    {
        (_notify, _epoll, _stop) = (notify, epoll, stop);
        (_name, _onTouched) = (Encoding.UTF8.GetBytes(name), onTouched);
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = "directory-watch" };
        _thread.Start();
    }

    /// <summary>Whether the directory was deleted or moved away: nothing is told any more.</summary>
    public bool IsLost => _isLost;

    /// <summary>Begins to watch; null if there is no such directory, or no descriptor or watch is left for it.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="onTouched">Called on the watch's thread; one call may stand for several changes.</param>
    public static DirectoryWatch? TryBegin(string directory, string name, Action onTouched)
    {
        var notify = FileCalls.NotifyInit(FileCalls.IN_CLOEXEC | FileCalls.IN_NONBLOCK);
        Epoll? epoll = null;
        EventFd? stop = null;
        try
        {
            if (!notify.IsInvalid && FileCalls.NotifyAdd(notify, directory, Wanted) >= 0)
            {
                (epoll, stop) = (new Epoll(), new EventFd());
                epoll.Add(notify, NotifyKey);
                epoll.Add(stop.Handle, StopKey);
                return new DirectoryWatch(notify, epoll, stop, name, onTouched);
            }
        }
        catch (PosixException)
        {
            // No descriptor is left to wait with.
        }
        stop?.Dispose();
        epoll?.Dispose();
        notify.Dispose();
        return null;
    }

    /// <summary>Stops, once a call that is under way has ended. Not to be called from such a call.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _stop.Raise();
        _thread.Join();
        _epoll.Dispose();
        _stop.Dispose();
        _notify.Dispose();
    }

    private void Run()
    {
        Span<long> keys = stackalloc long[2];
        while (!_isLost)
        {
            var count = _epoll.Wait(keys, -1);
            if (keys[..count].Contains(StopKey)) return;
            if (count > 0 && Read()) _onTouched();
        }
    }

    // Whether the file was touched.
    private bool Read()
    {
        var buffer = stackalloc byte[BufferBytes];
        var count = EventCalls.Read(_notify, buffer, BufferBytes);
        var isTouched = false;
        for (var rest = new ReadOnlySpan<byte>(buffer, (int)Math.Max(count, 0)); rest.Length >= NameOffset;)
        {
            var mask = BinaryPrimitives.ReadUInt32LittleEndian(rest[MaskOffset..]);
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(rest[LengthOffset..]);
            _isLost |= (mask & (FileCalls.IN_IGNORED | FileCalls.IN_MOVE_SELF)) != 0;
            // Without a name: some events were lost, or the directory itself was.
            isTouched |= length == 0 || rest.Slice(NameOffset, length).TrimEnd((byte)0).SequenceEqual(_name);
            rest = rest[(NameOffset + length)..];
        }
        return isTouched;
    }
}
