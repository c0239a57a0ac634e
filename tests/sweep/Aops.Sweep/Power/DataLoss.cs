namespace Aops.Sweep.Power;

/// <summary>What is left of the bytes of a file that were not flushed.</summary>
public enum DataLoss
{
    /// <summary>All of them are there.</summary>
    None,

    /// <summary>None: what was flushed is there, and of a new file nothing.</summary>
    Old,

    /// <summary>The first half.</summary>
    Cut,

    /// <summary>The length is there, and zeros.</summary>
    Zeros,
}
