namespace Aops.Bench;

/// <summary>How busy the machine is: a busy one makes slow figures, and the reader should know.</summary>
internal static class MachineLoad
{
    /// <summary>The load averages of the last 1, 5 and 15 minutes.</summary>
    public static string Read() => string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ').Take(3));
}
