using System.Text;
using Aops.Contracts;
using Aops.Native.Processes;

namespace Aops.AgentService.Pair;

/// <summary>
/// Finds the halves and launchers of a root by what they execute (<c>/proc/PID/exe</c>), which needs no lock, pid
/// or socket file: all of those may have been deleted. Processes of users that this one may not look at are not seen.
/// </summary>
internal static class ProcessScan
{
    private const string Deleted = " (deleted)";
    private const string LauncherName = "aops-launch";

    /// <summary>Lists them, without this process.</summary>
    internal static List<PairProcess> Find(AopsLayout layout)
    {
        var found = new List<PairProcess>();
        // /proc shows programs without the links on the way to them.
        var prefix = RealPath.Of(layout.Opt) + "/";
        foreach (var pid in ProcStat.Pids())
        {
            if (pid == Environment.ProcessId) continue;
            // The identity comes first: were the pid given away in between, the end of that process is what is missed.
            if (ProcessIdentity.TryRead(pid) is { } identity && TryDescribe(identity, prefix) is { } process)
                found.Add(process);
        }
        return found;
    }

    private static PairProcess? TryDescribe(ProcessIdentity identity, string prefix)
    {
        var program = ProcessOrigin.ProgramOf(identity.Pid);
        if (program is null || !program.StartsWith(prefix, StringComparison.Ordinal)) return null;
        if (program.EndsWith(Deleted, StringComparison.Ordinal)) program = program[..^Deleted.Length];
        var name = Path.GetFileName(program);
        return name switch
        {
            // What another user, or a container, executes by the same path is none of ours.
            _ when !ProcessOrigin.IsOurs(identity.Pid) => null,
            _ when name == Role.Spm.ProgramName() => new(Role.Spm, identity, name),
            _ when name == Role.Spa.ProgramName() => new(Role.Spa, identity, name),
            LauncherName => new(RoleOfLauncher(identity.Pid), identity, name),
            _ => null,
        };
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
