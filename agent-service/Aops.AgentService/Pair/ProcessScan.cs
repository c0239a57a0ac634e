using System.Text;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;

namespace Aops.AgentService.Pair;

/// <summary>
/// Finds the processes of the pair and its launchers by the program that they execute
/// (<see cref="ProgramFolder"/>). This needs no lock, pid or socket file, all of which may have been
/// deleted. Processes of other users that may not be inspected are not found.
/// </summary>
internal static class ProcessScan
{
    private const string LauncherName = "aops-launch";

    /// <summary>Lists them, except this process.</summary>
    internal static List<PairProcess> Find(AopsLayout layout)
    {
        var found = new List<PairProcess>();
        var programs = new ProgramFolder(layout.Opt);
        foreach (var pid in ProcStat.Pids())
        {
            if (pid == Environment.ProcessId) continue;
            // Identity first: if the pid is reused in between, the scan misses a process that has ended,
            // and does not take the new one for it.
            if (ProcessIdentity.TryRead(pid) is { } identity && TryDescribe(identity, programs) is { } process)
                found.Add(process);
        }
        return found;
    }

    private static PairProcess? TryDescribe(ProcessIdentity identity, ProgramFolder programs)
    {
        var name = Path.GetFileName(programs.ProgramOf(identity.Pid));
        if (name == Role.Spm.ProgramName()) return new(Role.Spm, identity, name);
        if (name == Role.Spa.ProgramName()) return new(Role.Spa, identity, name);
        return name == LauncherName ? new(RoleOfLauncher(identity.Pid), identity, name) : null;
    }

    private static Role? RoleOfLauncher(int pid)
    {
        try
        {
            var arguments = Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/cmdline")).Split('\0');
            return arguments.Length < 2 ? null : arguments[1] switch
            {
                "spm" => Role.Spm,
                "spa" => Role.Spa,
                _ => null,
            };
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }
}
