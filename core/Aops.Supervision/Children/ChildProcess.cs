using Aops.Native.Processes;

namespace Aops.Supervision.Children;

/// <summary>
/// The identity of a sub-agent's process. The start time of a child is read at the first request, which a restart
/// of many sub-agents at once does not make: reading <c>/proc</c> costs as much as the rest of a start, and doubles
/// the kernel's cost of the exit. Safe from any thread.
/// </summary>
internal sealed class ChildProcess
{
    private long _startTicks;
    private volatile bool _reaped;

    /// <summary>A child that was not reaped yet.</summary>
    public ChildProcess(int pid) => Pid = pid;

    /// <summary>A process whose start time is known.</summary>
    public ChildProcess(ProcessIdentity process)
    {
        Pid = process.Pid;
        _startTicks = process.StartTicks;
    }

    /// <summary>Its pid.</summary>
    public int Pid { get; }

    /// <summary>Pid and start time; the start time is 0 if the child was reaped before the first request.</summary>
    public ProcessIdentity Identity
    {
        get
        {
            var ticks = Volatile.Read(ref _startTicks);
            // Until the child is reaped its pid cannot be reused, so _reaped is checked after reading.
            if (ticks == 0 && ProcStat.TryRead(Pid) is { } stat && !_reaped)
                Volatile.Write(ref _startTicks, ticks = stat.StartTicks);
            return new(Pid, ticks);
        }
    }

    /// <summary>Must be called before the child is reaped; from then on the pid may be reused.</summary>
    public void MarkReaped() => _reaped = true;
}
