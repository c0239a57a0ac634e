using System.Globalization;

namespace Aops.Native.Processes;

/// <summary>
/// Identifies a process uniquely within one boot: a pid can be reused, a pid with its start time cannot.
/// </summary>
/// <param name="StartTicks">
/// Start time in clock ticks since boot: field 22 of <c>/proc/PID/stat</c> (proc(5)).
/// </param>
public readonly record struct ProcessIdentity(int Pid, long StartTicks)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Self => TryRead(Environment.ProcessId)
        ?? throw new InvalidOperationException("/proc/self/stat cannot be read; is /proc mounted?");

    /// <summary>
    /// The process with a pid; null if there is none, if it is a zombie, or if no descriptor or memory is left to
    /// read it.
    /// </summary>
    public static ProcessIdentity? TryRead(int pid) =>
        ProcStat.TryRead(pid) is { IsAlive: true } stat ? new(pid, stat.StartTicks) : null;

    /// <summary>
    /// Whether this process is alive; a zombie is not. If no descriptor or memory is left to read the start time,
    /// whether any process has the pid, so that a running process is never reported as dead.
    /// </summary>
    public bool IsAlive
    {
        get
        {
            try
            {
                return ProcStat.Read(Pid) is { IsAlive: true } stat && stat.StartTicks == StartTicks;
            }
            catch (PosixException e) when (e.IsShortage)
            {
                return Signal.Reaches(Pid);
            }
        }
    }

    /// <summary>Pid and start time, as <c>1234@5678</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Pid}@{StartTicks}");
}
