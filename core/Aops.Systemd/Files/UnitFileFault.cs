namespace Aops.Systemd.Files;

/// <summary>A unit file of the suite that is not as the committed version has it.</summary>
/// <param name="Path">Where its file is, or should be.</param>
/// <param name="Kind">What is wrong with it.</param>
public sealed record UnitFileFault(string Unit, string Path, UnitFileFaultKind Kind)
{
    /// <summary>The fault in words.</summary>
    public string Sentence => Kind switch
    {
        UnitFileFaultKind.Missing => $"{Path} is missing, and the next boot would start no {Unit}",
        UnitFileFaultKind.Changed => $"{Path} is not the one of the version that runs",
        _ => $"{Path} covers the file that a package has brought",
    };
}

/// <summary>What is wrong with a unit file.</summary>
public enum UnitFileFaultKind
{
    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>Its content is another.</summary>
    Changed,

    /// <summary>The suite wrote it while a package's file was missing, which exists again.</summary>
    Surplus,
}
