namespace Aops.Native.Processes;

/// <summary>
/// What a program takes away from all that its parent left to it, first of all. A shell, a service manager and a test all
/// start the same process then: signals, file mode creation mask and descriptors are never the caller's.
/// </summary>
public static class CleanStart
{
    /// <summary>0022: others may read what is made without a mode of its own, and change nothing.</summary>
    public const int Umask = 18;

    // systemd.exec(5): it set a mask then, and may have been told a tighter one.
    private const string UnitVariable = "INVOCATION_ID";

    /// <summary>
    /// For every program of the suite: no signal is ignored, nobody else may change what is made, and no program that is
    /// executed gets the caller's descriptors.
    /// </summary>
    public static void OfProgram()
    {
        ProcessImage.ResetInheritedSignals();
        ProcessSetup.TightenUmask(Umask);
        ProcessSetup.CloseDescriptorsOnExec();
    }

    /// <summary>For one that stays: also the caller's own mask, and his folder, which would pin a file system.</summary>
    public static void OfService()
    {
        OfProgram();
        if (Environment.GetEnvironmentVariable(UnitVariable) is null) ProcessSetup.SetUmask(Umask);
        Directory.SetCurrentDirectory("/");
    }
}
