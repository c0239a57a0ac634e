using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Processes;

/// <summary>
/// A descriptor of a process (pidfd_open(2), Linux 5.3). It becomes readable when the process ends, and a signal
/// sent through it never reaches another process that has reused the pid.
/// </summary>
public sealed class PidFd : IDisposable
{
    private readonly int _pid;

    private PidFd(SafeFileHandle handle, int pid)
    {
        Handle = handle;
        _pid = pid;
    }

    /// <summary>The descriptor, close-on-exec.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Opens a descriptor of exactly this process.</summary>
    /// <returns>The descriptor, or null if the process has ended.</returns>
    /// <exception cref="PosixException">The kernel has no pidfd (ENOSYS), or no descriptor is left.</exception>
    public static PidFd? TryOpen(ProcessIdentity process)
    {
        if (Open(process.Pid) is not { } handle) return null;
        // Checked after opening: if the start time still matches, the pid was not reused in between.
        if (process.IsAlive) return new PidFd(handle, process.Pid);
        handle.Dispose();
        return null;
    }

    /// <summary>
    /// Opens a descriptor of a child that was not reaped yet, so that its pid cannot have been reused.
    /// </summary>
    /// <param name="pid">The child; it may have ended.</param>
    /// <returns>The descriptor, or null if there is no such process.</returns>
    /// <exception cref="PosixException">The kernel has no pidfd (ENOSYS), or no descriptor is left.</exception>
    public static PidFd? TryOpenChild(int pid) =>
        Open(pid) is { } handle ? new PidFd(handle, pid) : null;

    /// <summary>Sends a signal.</summary>
    /// <returns>Whether the process still existed.</returns>
    public bool Send(int signal)
    {
        if (ProcessCalls.PidfdSendSignal(ProcessCalls.SYS_pidfd_send_signal, Handle, signal, 0, 0) == 0)
            return true;
        var error = PosixException.Last("pidfd_send_signal", $"{_pid} {Signal.Name(signal)}");
        return error.Errno == Errno.ESRCH ? false : throw error;
    }

    /// <summary>Closes the descriptor; the process goes on.</summary>
    public void Dispose() => Handle.Dispose();

    private static SafeFileHandle? Open(int pid)
    {
        var descriptor = ProcessCalls.PidfdOpen(ProcessCalls.SYS_pidfd_open, pid, 0);
        if (descriptor >= 0) return new SafeFileHandle((nint)descriptor, ownsHandle: true);
        var errno = Marshal.GetLastPInvokeError();
        return errno is Errno.ESRCH or Errno.EINVAL
            ? null
            : throw new PosixException("pidfd_open", pid.ToString(CultureInfo.InvariantCulture), errno);
    }
}
