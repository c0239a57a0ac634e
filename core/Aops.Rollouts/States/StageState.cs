namespace Aops.Rollouts.States;

/// <summary>How far a stage is.</summary>
public enum StageState
{
    /// <summary>For the stage before, its window, an approval or a time (<see cref="StageWait"/>).</summary>
    Waiting,

    /// <summary>A few diverse hosts go first; the first one that is charged halts the rollout.</summary>
    Canary,

    /// <summary>Hosts go in a width that grows with those that have proven themselves.</summary>
    Ramping,

    /// <summary>Every host that could be ordered has gone, and the last ones are observed.</summary>
    Soaking,

    /// <summary>Every host that could be ordered is proven; one that comes back later follows at the same pace.</summary>
    Done,

    /// <summary>Its rollout was halted within it.</summary>
    Halted,

    /// <summary>Left out by an operator.</summary>
    Skipped,

    /// <summary>Its hosts went back to the revision before.</summary>
    RolledBack,
}
