using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// What a program takes away from all that its parent left to it, first of all. A shell, a service manager and a test all
/// start the same process then: signals, file mode creation mask, descriptors, priorities, limits and session are never the
/// caller's.
/// </summary>
public static class CleanStart
{
    /// <summary>0022: others may read what is made without a mode of its own, and change nothing.</summary>
    public const int Umask = 18;

    private static readonly string[] Units = ["/aops-spm.service", "/aops-spa.service"];

    /// <summary>
    /// For every program of the suite: no signal is ignored, the modes of what is made are the documented ones, and no
    /// program that is executed gets the caller's descriptors.
    /// </summary>
    public static void OfProgram()
    {
        ProcessImage.ResetInheritedSignals();
        ProcessSetup.SetUmask(Umask);
        ProcessSetup.CloseDescriptorsOnExec();
    }

    /// <summary>
    /// For one that stays: also the caller's folder, which would pin a file system, and his priorities, limits and session,
    /// unless it is a unit: those of a unit are what its file says.
    /// </summary>
    public static void OfService()
    {
        OfProgram();
        Directory.SetCurrentDirectory("/");
        if (!IsUnit) ServiceDefaults.Apply();
    }

    /// <summary>
    /// Whether systemd runs this process as a unit of the pair: by its control group (cgroups(7)), as a variable may have
    /// come from the unit of whoever started it.
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
