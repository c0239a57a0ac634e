using System.Text;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Native.Processes;

namespace Aops.AgentService.Pair;

/// <summary>
/// Finds the halves and launchers of a root by what they execute (<see cref="ProgramFolder"/>), which needs no lock, pid
/// or socket file: all of those may have been deleted. Processes of users that this one may not look at are not seen.
/// </summary>
internal static class ProcessScan
{
    private const string LauncherName = "aops-launch";

    /// <summary>Lists them, without this process.</summary>
    internal static List<PairProcess> Find(AopsLayout layout)
    {
        var found = new List<PairProcess>();
        var programs = new ProgramFolder(layout.Opt);
        foreach (var pid in ProcStat.Pids())
        {
            if (pid == Environment.ProcessId) continue;
            // The identity comes first: were the pid given away in between, the end of that process is what is missed.
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
