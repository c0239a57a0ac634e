using Aops.Native.Processes;

namespace Aops.Supervision.Children;

/// <summary>
/// Who a sub-agent's process is. Of a child, the start time is read when somebody asks for it first, which the restart
/// of a hundred at once does not: a look into <c>/proc</c> costs as much as the rest of a start, and its end costs the
/// kernel twice as much once somebody has looked. From any thread.
/// </summary>
internal sealed class ChildProcess
{
    private long _startTicks;
    private volatile bool _reaped;

    /// <summary>A child that nobody has waited for yet.</summary>
    /// <param name="pid">Its pid.</param>
    public ChildProcess(int pid) => Pid = pid;

    /// <summary>A process that is known.</summary>
    /// <param name="process">The process.</param>
    public ChildProcess(ProcessIdentity process)
    {
        Pid = process.Pid;
        _startTicks = process.StartTicks;
    }

    /// <summary>Its pid.</summary>
    public int Pid { get; }

    /// <summary>The process; its start is 0 if it was waited for before anybody asked.</summary>
    public ProcessIdentity Identity
    {
        get
        {
            var ticks = Volatile.Read(ref _startTicks);
            // While nobody has waited for it the pid cannot be another's; so that is looked at after the reading.
            if (ticks == 0 && ProcStat.TryRead(Pid) is { } stat && !_reaped)
                Volatile.Write(ref _startTicks, ticks = stat.StartTicks);
            return new(Pid, ticks);
        }
    }

    /// <summary>To be called before it is waited for: from then on the pid may be given away.</summary>
    public void MarkReaped() => _reaped = true;
}
