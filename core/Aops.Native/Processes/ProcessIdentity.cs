using System.Globalization;

namespace Aops.Native.Processes;

/// <summary>
/// A process told apart from every other of this boot: a pid is used again, a pid with its start time is not.
/// </summary>
/// <param name="Pid">The pid.</param>
/// <param name="StartTicks">Start time in clock ticks since boot: field 22 of <c>/proc/PID/stat</c> (proc(5)).</param>
public readonly record struct ProcessIdentity(int Pid, long StartTicks)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Self => TryRead(Environment.ProcessId)
        ?? throw new InvalidOperationException("/proc/self/stat cannot be read; is /proc mounted?");

    /// <summary>
    /// The process that has a pid now; null if none has, if it is only a zombie, and where no descriptor or memory is
    /// left to look with.
    /// </summary>
    /// <param name="pid">The pid.</param>
    public static ProcessIdentity? TryRead(int pid) =>
        ProcStat.TryRead(pid) is { IsAlive: true } stat ? new(pid, stat.StartTicks) : null;

    /// <summary>
    /// Whether this very process is alive (a zombie is not). Where no descriptor or memory is left to look with, whether
    /// any process has its pid: one that runs is never called dead.
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
