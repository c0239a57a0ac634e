namespace Aops.Rollouts.Strategies;

/// <summary>Which hosts a stage has, and what it waits for.</summary>
public sealed record StageRule
{
    /// <summary>Its name, shown to operators.</summary>
    public required string Name { get; init; }

    /// <summary>The query of its hosts; null: all that no stage before it has.</summary>
    public string? Query { get; init; }

    /// <summary>How long it waits after the stage before is done.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Whether an operator has to let it begin.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>When its hosts may be ordered; null: always.</summary>
    public MaintenanceWindow? Window { get; init; }
}
