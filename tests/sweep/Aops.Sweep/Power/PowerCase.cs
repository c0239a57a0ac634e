namespace Aops.Sweep.Power;

/// <summary>Something that may be cut by the end of the current.</summary>
internal abstract class PowerCase
{
    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>Parts of paths whose flushes matter: without one of them states must be found lost.</summary>
    public abstract IReadOnlyList<string> NeededFlushes { get; }

    /// <summary>Records it.</summary>
    public abstract Task<PowerRecording> RecordAsync(CancellationToken cancellationToken);

    /// <summary>Looks at a state without starting anything.</summary>
    /// <returns>What is wrong, a sentence each; empty if nothing is.</returns>
    public virtual IReadOnlyList<string> Look(DiskState state) => [];

    /// <summary>Starts the real programs on a state, and ends them.</summary>
    /// <returns>What is wrong, a sentence each; empty if nothing is.</returns>
    public abstract Task<IReadOnlyList<string>> StartAsync(DiskState state, CancellationToken cancellationToken);
}
