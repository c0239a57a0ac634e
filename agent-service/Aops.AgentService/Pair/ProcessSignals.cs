using Aops.Native;
using Aops.Native.Processes;

namespace Aops.AgentService.Pair;

/// <summary>Signals to processes that are not ours, and only to exactly those that were meant.</summary>
internal static class ProcessSignals
{
    /// <summary>Sends a signal; a process that is gone is no fault.</summary>
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
            // A kernel before 5.3, or a container that forbids the call: the start time is looked at instead.
            if (process.IsAlive) Signal.Send(process.Pid, signal);
        }
    }

    /// <summary>Sends a signal to the whole group of a process, which must lead it.</summary>
    internal static void SendToGroup(ProcessIdentity leader, int signal)
    {
        if (leader.IsAlive && ProcStat.TryRead(leader.Pid)?.ProcessGroup == leader.Pid)
            Signal.Send(-leader.Pid, signal);
        else
            Send(leader, signal);
    }
}
