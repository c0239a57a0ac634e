namespace Aops.Sweep;

/// <summary>What a sweep tries.</summary>
public enum SweepKind
{
    /// <summary>A kill at each <see cref="CrashPoint"/>.</summary>
    Points,

    /// <summary>A <see cref="Sweep.Damage"/> of each state file.</summary>
    Damage,

    /// <summary>Good upgrades in each <see cref="Sweep.EnvironmentFaults"/>.</summary>
    Weather,

    /// <summary>Upgrades to each <see cref="BadRelease"/>.</summary>
    Releases,

    /// <summary>States that a power cut may leave: see <see cref="Power.CutStates"/>.</summary>
    Power,
}
