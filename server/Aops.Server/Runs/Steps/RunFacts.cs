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

    public required RunCounts Counts { get; init; }

    /// <summary>Hosts whose turn has not come, in their order: the first ones, without those that are waited for.</summary>
    public required IReadOnlyList<RunCandidate> Waiting { get; init; }

    /// <summary>Hosts in flight that may have been lost, or whose order may have to be taken back.</summary>
    public required IReadOnlyList<RunCandidate> Doubtful { get; init; }
}
