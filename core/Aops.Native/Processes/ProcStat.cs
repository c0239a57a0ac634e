using System.Globalization;
using System.IO.Enumeration;

namespace Aops.Native.Processes;

/// <summary>The content of <c>/proc/PID/stat</c> (proc(5)).</summary>
/// <param name="State">One letter: R, S, D, T (stopped), Z (zombie), X …</param>
/// <param name="Session">
/// Session id; for a child of <see cref="Spawn"/> and its descendants the pid of that child.
/// </param>
/// <param name="CpuMilliseconds">CPU time in user and kernel mode, in milliseconds.</param>
/// <param name="StartTicks">Start time, in clock ticks since boot.</param>
/// <param name="RssBytes">Resident memory, in bytes.</param>
public readonly record struct ProcStat(
    char State, int ParentPid, int ProcessGroup, int Session, long CpuMilliseconds, long StartTicks, long RssBytes)
{
    // sysconf(_SC_CLK_TCK) is 100 on every Linux that .NET runs on.
    private const int MillisecondsPerTick = 10;

    // 52 numbers of at most 20 digits, and a name of at most 64 bytes.
    private const int LineBytesMax = 52 * 21 + 64;

    // The fields after the state, up to the resident memory.
    private const int NumbersMax = 21;

    /// <summary>Whether the process is neither a zombie nor dead.</summary>
    public bool IsAlive => State is not ('Z' or 'X' or 'x');

    /// <summary>Reads a process; null if it does not exist.</summary>
    /// <exception cref="PosixException">No descriptor or memory is left, so the process may exist.</exception>
    public static ProcStat? Read(int pid)
    {
        Span<byte> buffer = stackalloc byte[LineBytesMax];
        return Parse(ProcFile.Read(pid, "stat", buffer));
    }

    /// <summary>
    /// Reads a process; null if it does not exist, or no descriptor or memory is left to read it.
    /// </summary>
    public static ProcStat? TryRead(int pid)
    {
        try
        {
            return Read(pid);
        }
        catch (PosixException e) when (e.IsShortage)
        {
            return null;
        }
    }

    /// <summary>Parses the content of the file; null if it is invalid.</summary>
    internal static ProcStat? Parse(ReadOnlySpan<byte> line)
    {
        // The name may contain anything, including parentheses, so the fields begin after the last one.
        var end = line.LastIndexOf((byte)')');
        if (end < 0 || end + 2 >= line.Length) return null;
        var state = (char)line[end + 2];
        Span<long> numbers = stackalloc long[NumbersMax];
        if (!ProcFile.TryTakeNumbers(line[Math.Min(end + 4, line.Length)..], numbers)) return null;
        return new ProcStat(
            state,
            (int)numbers[0],
            (int)numbers[1],
            (int)numbers[2],
            (numbers[10] + numbers[11]) * MillisecondsPerTick,
            numbers[18],
            numbers[20] * Environment.SystemPageSize);
    }

    /// <summary>Reads every visible process; those that end meanwhile are left out.</summary>
    /// <exception cref="IOException">No descriptor or memory is left, so the result is incomplete.</exception>
    public static IEnumerable<(int Pid, ProcStat Stat)> ReadAll()
    {
        foreach (var pid in Pids())
        {
            if (Read(pid) is { } stat) yield return (pid, stat);
        }
    }

    /// <summary>
    /// The pids of all visible processes; a process may have ended by the time its pid is returned.
    /// </summary>
    /// <exception cref="IOException">No descriptor or memory is left.</exception>
    public static IEnumerable<int> Pids() => new FileSystemEnumerable<int>(
        "/proc", static (ref FileSystemEntry entry) => TryPid(entry.FileName) ?? 0,
        new EnumerationOptions { AttributesToSkip = 0 })
    {
        ShouldIncludePredicate = static (ref FileSystemEntry entry) => TryPid(entry.FileName) is not null,
    };

    private static int? TryPid(ReadOnlySpan<char> name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
}
