namespace Aops.Sweep;

/// <summary>What happens to a file: as after a power cut on a disk that lies, or a person's mistake.</summary>
public enum DamageKind
{
    /// <summary>Cut to nothing.</summary>
    Empty,

    /// <summary>Cut in the middle of what it says.</summary>
    Half,

    /// <summary>Filled with noise of the same length.</summary>
    Noise,
}
