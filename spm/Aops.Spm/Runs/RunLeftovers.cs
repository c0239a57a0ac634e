using System.Text;
using Aops.Native;
using Aops.Native.Processes;
using Aops.Runs;

namespace Aops.Spm.Runs;

/// <summary>
/// Kills what a run whose keeper was killed has left behind: processes that have its folder in their environment. A process
/// that names the folder of another's run has only itself killed.
/// </summary>
internal static class RunLeftovers
{
    private const int PassesMax = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Kills them.</summary>
    /// <param name="folder">The run.</param>
    /// <returns>Whether none is left.</returns>
    /// <exception cref="IOException">No descriptor or memory is left to find them.</exception>
    public static bool Kill(RunFolder folder)
    {
        var mark = Encoding.UTF8.GetBytes($"{RunPreparation.FolderVariable}={folder.Path}\0");
        for (var pass = 0; pass < PassesMax; pass++)
        {
            var found = Find(mark);
            if (found.Count == 0) return true;
            foreach (var process in found) TryKill(process);
            Thread.Sleep(Pause);
        }
        return false;
    }

    private static List<ProcessIdentity> Find(byte[] mark)
    {
        var found = new List<ProcessIdentity>();
        var buffer = new byte[ProcEnvironment.UsualBytes];
        foreach (var pid in ProcStat.Pids())
        {
            var environment = ProcEnvironment.Read(pid, ref buffer);
            var at = environment.IndexOf(mark);
            if (at < 0 || (at > 0 && environment[at - 1] != 0)) continue;
            if (ProcessIdentity.TryRead(pid) is { } process && process.Pid != Environment.ProcessId) found.Add(process);
        }
        return found;
    }

    private static void TryKill(ProcessIdentity process)
    {
        try
        {
            if (process.IsAlive) Signal.Send(process.Pid, Signal.SIGKILL);
        }
        catch (PosixException)
        {
            // Another user's: without root it cannot be a run of this host.
        }
    }
}
