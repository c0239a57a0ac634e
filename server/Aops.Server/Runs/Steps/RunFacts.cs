using Aops.Rollouts.Strategies;

namespace Aops.Server.Runs.Steps;

/// <summary>Everything that a step is decided from.</summary>
internal sealed record RunFacts
{
    public required DateTimeOffset Now { get; init; }

    public required RunKind Kind { get; init; }

    public required RunState State { get; init; }

    /// <summary>Since when the run is in its state.</summary>
    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset StartBefore { get; init; }

    /// <summary>How long a host may take from its start to its last word.</summary>
    public required TimeSpan Longest { get; init; }

    public required int Concurrency { get; init; }

    public required RunBudget Budget { get; init; }

    public required WhileOffline WhileOffline { get; init; }

    /// <summary>Whether the fleet is frozen, and the run does not ignore it.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>When hosts may have their turn; null for always.</summary>
    public MaintenanceWindow? Window { get; init; }

    /// <summary>How it begins on few hosts; null where it does not.</summary>
    public RunRamp? Ramp { get; init; }

    /// <summary>How many hosts it is for.</summary>
    public required long Hosts { get; init; }

    public required RunCounts Counts { get; init; }

    /// <summary>What keeps every further host from its turn, whatever the counts.</summary>
    public RunHold Hold => IsFrozen ? RunHold.Freeze
        : Window?.IsOpen(Now, hostZone: null) == false ? RunHold.Window
        : RunHold.None;

    /// <summary>Hosts whose turn has not come, in their order: the first ones, without those that are waited for.</summary>
    public required IReadOnlyList<RunCandidate> Waiting { get; init; }

    /// <summary>Hosts in flight that may have been lost, or whose order may have to be taken back.</summary>
    public required IReadOnlyList<RunCandidate> Doubtful { get; init; }
}
