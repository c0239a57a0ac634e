using System.Runtime.InteropServices;
using Aops.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Polling;

/// <summary>
/// Lets one thread sleep until a process ends, somebody wakes it, or time is up: one poll(2) on a pidfd and an
/// eventfd. The wait belongs to one thread; waking is for any.
/// </summary>
public sealed unsafe class EndWait : IDisposable
{
    private readonly SafeFileHandle _wake;

    /// <summary>Makes the eventfd.</summary>
    /// <exception cref="PosixException">No descriptor is left.</exception>
    public EndWait()
    {
        _wake = PollCalls.EventFd(0, PollCalls.EFD_CLOEXEC | PollCalls.EFD_NONBLOCK);
        if (_wake.IsInvalid) throw PosixException.Last("eventfd", "for waking a thread");
    }

    /// <summary>Waits.</summary>
    /// <param name="process">The process; null to wait only for <see cref="Wake"/> and the time.</param>
    /// <param name="timeout">Longest wait; null for none.</param>
    /// <returns>Whether the process has ended.</returns>
    /// <exception cref="PosixException">poll(2) failed.</exception>
    public bool Wait(PidFd? process, TimeSpan? timeout)
    {
        // Rounded up: a wait that ends just before the deadline would only be begun again.
        var milliseconds = timeout is { } t
            ? (int)Math.Clamp(Math.Ceiling(t.TotalMilliseconds), 0, int.MaxValue)
            : -1;
        var entries = stackalloc PollCalls.PollEntry[2];
        entries[0] = new() { Descriptor = (int)_wake.DangerousGetHandle(), Events = PollCalls.POLLIN };
        // A negative descriptor is passed over by poll(2).
        entries[1] = new()
        {
            Descriptor = process is null ? -1 : (int)process.Handle.DangerousGetHandle(),
            Events = PollCalls.POLLIN,
        };
        if (PollCalls.Poll(entries, 2, milliseconds) < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EINTR) return false;
            throw new PosixException("poll", "pidfd and eventfd", errno);
        }
        GC.KeepAlive(process);
        if (entries[0].Returned != 0)
        {
            ulong count;
            PollCalls.Read(_wake, &count, sizeof(ulong));
        }
        return entries[1].Returned != 0;
    }

    /// <summary>Ends the wait that is on, or the next one.</summary>
    public void Wake()
    {
        ulong one = 1;
        PollCalls.Write(_wake, &one, sizeof(ulong));
    }

    /// <summary>Closes the eventfd; nobody may wait any more.</summary>
    public void Dispose() => _wake.Dispose();
}
