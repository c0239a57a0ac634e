using Aops.Native.Processes;

namespace Aops.Harness;

/// <summary>Processes whose program, or whose working directory, lies below a folder.</summary>
public static class ProcessesWithin
{
    private static readonly TimeSpan KillDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Lists them.</summary>
    public static IReadOnlyList<ProcessIdentity> Find(string folder)
    {
        var found = new List<ProcessIdentity>();
        foreach (var pid in ProcStat.Pids())
        {
            if (pid == Environment.ProcessId) continue;
            if (ProcessIdentity.TryRead(pid) is { } identity
                && (IsBelow(Target($"/proc/{pid}/exe"), folder) || IsBelow(Target($"/proc/{pid}/cwd"), folder)))
            {
                found.Add(identity);
            }
        }
        return found;
    }

    /// <summary>Kills them, and those that they start meanwhile, until none is left.</summary>
    public static void KillAll(string folder)
    {
        var until = Environment.TickCount64 + (long)KillDeadline.TotalMilliseconds;
        while (Find(folder) is { Count: > 0 } found && Environment.TickCount64 < until)
        {
            foreach (var process in found)
            {
                using var descriptor = PidFd.TryOpen(process);
                descriptor?.Send(Signal.SIGKILL);
            }
            Thread.Sleep(5);
        }
    }

    /// <summary>The program that a process runs; null if it is gone.</summary>
    public static string? ProgramOf(ProcessIdentity process) => Target($"/proc/{process.Pid}/exe");

    /// <summary>What a process runs, for messages: <c>1234 /opt/…/aops-spm</c>.</summary>
    public static string Describe(ProcessIdentity process) =>
        $"{process.Pid} {Target($"/proc/{process.Pid}/exe") ?? "(gone)"}";

    private static bool IsBelow(string? path, string folder) =>
        path is not null && path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
