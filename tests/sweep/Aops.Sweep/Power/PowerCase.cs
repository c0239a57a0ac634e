namespace Aops.Sweep.Power;

/// <summary>A scenario that a power cut interrupts.</summary>
internal abstract class PowerCase
{
    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>Parts of paths whose flushes matter: without any of them, lost states must be found.</summary>
    public abstract IReadOnlyList<string> NeededFlushes { get; }

    /// <summary>Records it.</summary>
    public abstract Task<PowerRecording> RecordAsync(CancellationToken cancellationToken);

    /// <summary>Checks a state without starting anything.</summary>
    /// <returns>Faults, one sentence each; empty if there are none.</returns>
    public virtual IReadOnlyList<string> Look(DiskState state) => [];

    /// <summary>Starts the real programs on a state, and ends them.</summary>
    /// <returns>Faults, one sentence each; empty if there are none.</returns>
    public abstract Task<IReadOnlyList<string>> StartAsync(DiskState state, CancellationToken cancellationToken);
}
