namespace Aops.Sweep;

/// <summary>How a file is damaged: as by a power cut on a lying disk, or by an operator's mistake.</summary>
public enum DamageKind
{
    /// <summary>Cut to nothing.</summary>
    Empty,

    /// <summary>Truncated in the middle of its text.</summary>
    Half,

    /// <summary>Filled with noise of the same length.</summary>
    Noise,
}
