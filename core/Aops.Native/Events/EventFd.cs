using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Events;

/// <summary>A flag that other threads set and that wakes an <see cref="Epoll"/> (eventfd(2)).</summary>
public sealed unsafe class EventFd : IDisposable
{
    /// <summary>Creates a cleared flag.</summary>
    /// <exception cref="PosixException">eventfd(2) failed: no descriptor is left.</exception>
    public EventFd()
    {
        Handle = EventCalls.EventFd(0, EventCalls.EFD_CLOEXEC | EventCalls.EFD_NONBLOCK);
        if (Handle.IsInvalid) throw PosixException.Last("eventfd", "a new flag");
    }

    /// <summary>The descriptor: readable while the flag is set.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Sets the flag; idempotent.</summary>
    public void Raise()
    {
        ulong one = 1;
        // EAGAIN means that the counter is at its maximum, so the flag is already set.
        if (EventCalls.Write(Handle, (byte*)&one, sizeof(ulong)) < 0
            && PosixException.Last("write", "eventfd") is { Errno: not Errno.EAGAIN } error)
        {
            throw error;
        }
    }

    /// <summary>Clears the flag.</summary>
    public void Lower()
    {
        ulong value;
        _ = EventCalls.Read(Handle, (byte*)&value, sizeof(ulong));
    }

    /// <summary>Closes the descriptor.</summary>
    public void Dispose() => Handle.Dispose();
}
