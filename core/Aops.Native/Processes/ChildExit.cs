using System.Runtime.InteropServices;

namespace Aops.Native.Processes;

/// <summary>How a process ended.</summary>
/// <param name="Code">Exit code; null if a signal ended it or the status is unknown.</param>
/// <param name="EndSignal">The signal that ended it, or null.</param>
public readonly record struct ChildExit(int? Code, int? EndSignal)
{
    /// <summary>The exit of a process whose status only another parent received.</summary>
    public static ChildExit Unknown => new(null, null);

    /// <summary>Whether it exited with code 0.</summary>
    public bool IsSuccess => Code == 0;

    /// <summary>Reaps a child that has ended, without waiting (waitid(2)).</summary>
    /// <returns>
    /// The exit status; null while it runs; <see cref="Unknown"/> if it is not a child of this process.
    /// </returns>
    public static ChildExit? TryReap(int pid) => Ask(pid, options: 0);

    /// <summary>Whether a child has ended; it stays a zombie. Needs no descriptor, unlike reading /proc.</summary>
    /// <returns>Also true if it is not a child of this process.</returns>
    public static bool HasEnded(int pid) => Ask(pid, ProcessCalls.WNOWAIT) is not null;

    /// <summary>Whether a process or zombie is a child of this process. Needs no descriptor.</summary>
    public static bool IsChild(int pid) => Ask(pid, ProcessCalls.WNOWAIT) != Unknown;

    /// <summary>Reaps any child that has ended, without waiting (waitid(2)).</summary>
    /// <param name="hasChildren">Whether this process has, or had, a child; without one it has no descendant either if it
    /// collects <see cref="Orphans"/>.</param>
    /// <returns>The child; null if none has ended.</returns>
    public static unsafe (int Pid, ChildExit Exit)? TryReapAny(out bool hasChildren)
    {
        ProcessCalls.SigInfo info = default;
        hasChildren = ProcessCalls.WaitId(
            ProcessCalls.P_ALL, 0, &info, ProcessCalls.WEXITED | ProcessCalls.WNOHANG) == 0;
        return hasChildren && info.Pid != 0 ? (info.Pid, Of(info)) : null;
    }

    private static ChildExit Of(in ProcessCalls.SigInfo info)
    {
        const int exited = 1; // CLD_EXITED
        return info.Code == exited ? new(info.Status, null) : new(null, info.Status);
    }

    private static unsafe ChildExit? Ask(int pid, int options)
    {
        while (true)
        {
            ProcessCalls.SigInfo info = default;
            if (ProcessCalls.WaitId(ProcessCalls.P_PID, pid, &info,
                ProcessCalls.WEXITED | ProcessCalls.WNOHANG | options) == 0)
            {
                if (info.Pid == 0) return null;
                return Of(info);
            }
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EINTR) continue;
            return errno == Errno.ECHILD ? Unknown : throw new PosixException("waitid", $"{pid}", errno);
        }
    }

    /// <summary><c>exit 3</c>, <c>signal 9 (SIGKILL)</c> or <c>ended, status unknown</c>.</summary>
    public override string ToString() => this switch
    {
        { Code: { } code } => $"exit {code}",
        { EndSignal: { } signal } => $"signal {signal} ({Signal.Name(signal)})",
        _ => "ended, status unknown",
    };
}
