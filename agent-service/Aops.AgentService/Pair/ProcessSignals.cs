using Aops.Native;
using Aops.Native.Processes;

namespace Aops.AgentService.Pair;

/// <summary>
/// Sends signals to processes that are not children of this one, checked against reuse of the pid.
/// </summary>
internal static class ProcessSignals
{
    /// <summary>Sends a signal; a process that has ended is not an error.</summary>
    /// <exception cref="PosixException">This user may not signal it.</exception>
    internal static void Send(ProcessIdentity process, int signal)
    {
        try
        {
            using var descriptor = PidFd.TryOpen(process);
            descriptor?.Send(signal);
        }
        catch (PosixException e) when (e.Errno is Errno.ENOSYS or Errno.EPERM)
        {
            // Kernels before 5.3, and containers that forbid the call: check the start time instead.
            if (process.IsAlive) Signal.Send(process.Pid, signal);
        }
    }

    /// <summary>Sends a signal to the process group that a process leads.</summary>
    internal static void SendToGroup(ProcessIdentity leader, int signal)
    {
        if (leader.IsAlive && ProcStat.TryRead(leader.Pid)?.ProcessGroup == leader.Pid)
            Signal.Send(-leader.Pid, signal);
        else
            Send(leader, signal);
    }
}
