using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// Resets everything that a program inherits from its parent, as its first step: signals, umask, descriptors,
/// priorities, limits and session. The process is then the same whether a shell, a service manager or a test
/// started it.
/// </summary>
public static class CleanStart
{
    /// <summary>0022: files made without an explicit mode are readable by all users and writable by none.</summary>
    public const int Umask = 18;

    private static readonly string[] Units = ["/aops-spm.service", "/aops-spa.service"];

    /// <summary>
    /// Resets what every program of the suite resets: no signal stays ignored, the umask is the documented one, and
    /// no inherited descriptor is passed to executed programs.
    /// </summary>
    public static void OfProgram()
    {
        ProcessImage.ResetInheritedSignals();
        ProcessSetup.SetUmask(Umask);
        ProcessSetup.CloseDescriptorsOnExec();
    }

    /// <summary>
    /// Resets what a long-running program resets in addition: the working directory, which would pin a file system,
    /// and priorities, limits and session, unless the process is a unit, whose file sets those.
    /// </summary>
    public static void OfService()
    {
        OfProgram();
        Directory.SetCurrentDirectory("/");
        if (!IsUnit) ServiceDefaults.Apply();
    }

    /// <summary>
    /// Whether systemd runs this process as a unit of the pair. Determined by its control group (cgroups(7)), since
    /// environment variables may be inherited from another unit.
    /// </summary>
    public static bool IsUnit
    {
        get
        {
            try
            {
                var groups = File.ReadAllText("/proc/self/cgroup");
                return Array.Exists(Units, unit => groups.Contains(unit, StringComparison.Ordinal));
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                return false;
            }
        }
    }
}
