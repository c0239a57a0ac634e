using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Events;

/// <summary>
/// Waits until one of many descriptors is readable (epoll(7), level-triggered). Used by one thread; only
/// <see cref="Add"/> and <see cref="Remove"/> are safe from other threads.
/// </summary>
public sealed unsafe class Epoll : IDisposable
{
    private const int EventsMax = 64;

    // struct epoll_event is packed on x86-64 only (sys/epoll.h: __EPOLL_PACKED).
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int Stride = Packed ? 12 : 16;
    private static readonly int KeyOffset = Packed ? 4 : 8;

    private readonly SafeFileHandle _epoll;

    /// <summary>Creates an empty set.</summary>
    /// <exception cref="PosixException">epoll_create1(2) failed: no descriptor is left.</exception>
    public Epoll()
    {
        _epoll = EventCalls.EpollCreate(EventCalls.EPOLL_CLOEXEC);
        if (_epoll.IsInvalid) throw PosixException.Last("epoll_create1", "a new set");
    }

    /// <summary>Adds a descriptor.</summary>
    /// <param name="handle">The descriptor; it stays the caller's.</param>
    /// <param name="key">What <see cref="Wait"/> returns for it.</param>
    /// <exception cref="PosixException">epoll_ctl(2) failed.</exception>
    public void Add(SafeHandle handle, long key)
    {
        var change = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(change, 4), EventCalls.EPOLLIN);
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(change + KeyOffset, 8), key);
        if (EventCalls.EpollControl(_epoll, EventCalls.EPOLL_CTL_ADD, handle, change) != 0)
            throw PosixException.Last("epoll_ctl", $"add {handle.DangerousGetHandle()}");
    }

    /// <summary>Removes a descriptor; must be called before it is closed.</summary>
    /// <exception cref="PosixException">epoll_ctl(2) failed: it was not in the set.</exception>
    public void Remove(SafeHandle handle)
    {
        var unused = stackalloc byte[16];
        if (EventCalls.EpollControl(_epoll, EventCalls.EPOLL_CTL_DEL, handle, unused) != 0)
            throw PosixException.Last("epoll_ctl", $"remove {handle.DangerousGetHandle()}");
    }

    /// <summary>Waits until descriptors are readable.</summary>
    /// <param name="keys">Receives the keys of readable descriptors; at most 64 per call.</param>
    /// <param name="milliseconds">Longest wait; -1 for no limit.</param>
    /// <returns>Number of keys; 0 after the longest wait or a signal.</returns>
    /// <exception cref="PosixException">epoll_wait(2) failed.</exception>
    public int Wait(Span<long> keys, int milliseconds)
    {
        // On the stack: an array would be pinned during the whole wait and keep the heap around it from shrinking.
        var events = stackalloc byte[EventsMax * 16];
        var count = EventCalls.EpollWait(_epoll, events, Math.Min(keys.Length, EventsMax), milliseconds);
        if (count < 0)
        {
            var error = PosixException.Last("epoll_wait", "the set");
            return error.Errno == Errno.EINTR ? 0 : throw error;
        }
        for (var i = 0; i < count; i++)
        {
            keys[i] = BinaryPrimitives.ReadInt64LittleEndian(
                new ReadOnlySpan<byte>(events + i * Stride + KeyOffset, 8));
        }
        return count;
    }

    /// <summary>Closes the set; the descriptors in it stay open.</summary>
    public void Dispose() => _epoll.Dispose();
}
