using System.Globalization;

namespace Aops.Native.Processes;

/// <summary>What <c>/proc/PID/stat</c> says of a process (proc(5)).</summary>
/// <param name="State">One letter: R, S, D, T (stopped), Z (zombie), X …</param>
/// <param name="ParentPid">Pid of the parent.</param>
/// <param name="ProcessGroup">Process group.</param>
/// <param name="Session">Session; of a child of <see cref="Spawn"/> and all that it starts, the pid of that child.</param>
/// <param name="CpuMilliseconds">Processor time in user and kernel mode, in milliseconds.</param>
/// <param name="StartTicks">Start time, in clock ticks since boot.</param>
/// <param name="RssBytes">Resident memory, in bytes.</param>
public readonly record struct ProcStat(
    char State, int ParentPid, int ProcessGroup, int Session, long CpuMilliseconds, long StartTicks, long RssBytes)
{
    // sysconf(_SC_CLK_TCK) is 100 on every Linux that .NET runs on.
    private const int MillisecondsPerTick = 10;

    /// <summary>Whether it runs or could: neither zombie nor dead.</summary>
    public bool IsAlive => State is not ('Z' or 'X' or 'x');

    /// <summary>Reads a process; null if there is none.</summary>
    /// <param name="pid">The pid.</param>
    public static ProcStat? TryRead(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        // The name in parentheses may hold anything, parentheses too: the fields begin behind the last one.
        var end = text.LastIndexOf(')');
        if (end < 0) return null;
        var fields = text[(end + 2)..].Split(' ');
        if (fields.Length < 22) return null;
        return new ProcStat(
            fields[0][0],
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            int.Parse(fields[2], CultureInfo.InvariantCulture),
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            (Number(fields[11]) + Number(fields[12])) * MillisecondsPerTick,
            Number(fields[19]),
            Number(fields[21]) * Environment.SystemPageSize);
    }

    /// <summary>Reads every process that can be seen. One that ends meanwhile is left out.</summary>
    public static IEnumerable<(int Pid, ProcStat Stat)> ReadAll()
    {
        foreach (var pid in Pids())
        {
            if (TryRead(pid) is { } stat) yield return (pid, stat);
        }
    }

    /// <summary>The pids of every process that can be seen; one may have ended by the time that it is returned.</summary>
    public static IEnumerable<int> Pids()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            var name = Path.GetFileName(directory.AsSpan());
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) yield return pid;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
