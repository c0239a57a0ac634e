using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>How a stage stands.</summary>
public sealed record StageStanding
{
    /// <summary>Its state.</summary>
    public StageState State { get; init; }

    /// <summary>What it waits for; with <see cref="StageState.Waiting"/> alone.</summary>
    public StageWait Wait { get; init; }

    /// <summary>Since when it has its state, UTC.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>How many of its hosts are to prove themselves first.</summary>
    public int Canaries { get; init; }

    /// <summary>Whether its canaries have proven themselves, or no other host could be one.</summary>
    public bool IsCanaryOver { get; init; }

    /// <summary>Whether an operator has let it begin.</summary>
    public bool IsApproved { get; init; }
}
