using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Events;

/// <summary>A flag that other threads raise and that an <see cref="Epoll"/> sees (eventfd(2)).</summary>
public sealed unsafe class EventFd : IDisposable
{
    /// <summary>Creates a flag that is down.</summary>
    /// <exception cref="PosixException">eventfd(2) failed: no descriptor is left.</exception>
    public EventFd()
    {
        Handle = EventCalls.EventFd(0, EventCalls.EFD_CLOEXEC | EventCalls.EFD_NONBLOCK);
        if (Handle.IsInvalid) throw PosixException.Last("eventfd", "a new flag");
    }

    /// <summary>The descriptor: readable while the flag is up.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Raises the flag; a flag that is up stays up.</summary>
    public void Raise()
    {
        ulong one = 1;
        // EAGAIN means that the counter is full, and so the flag is up.
        if (EventCalls.Write(Handle, (byte*)&one, sizeof(ulong)) < 0
            && PosixException.Last("write", "eventfd") is { Errno: not Errno.EAGAIN } error)
        {
            throw error;
        }
    }

    /// <summary>Lowers the flag.</summary>
    public void Lower()
    {
        ulong value;
        _ = EventCalls.Read(Handle, (byte*)&value, sizeof(ulong));
    }

    /// <summary>Closes the descriptor.</summary>
    public void Dispose() => Handle.Dispose();
}
