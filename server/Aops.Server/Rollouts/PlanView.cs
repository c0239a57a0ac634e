namespace Aops.Server.Rollouts;

/// <summary>What a rollout would do, resolved to hosts.</summary>
internal sealed record PlanView
{
    /// <summary>Names the plan; a start carries it.</summary>
    public required string PlanHash { get; init; }

    /// <summary>Hosts that would be ordered, now or when they are back.</summary>
    public required int Hosts { get; init; }

    public required IReadOnlyList<StagePlanView> Stages { get; init; }

    /// <summary>Hosts that are left out, by the reason.</summary>
    public required IReadOnlyDictionary<string, int> Excluded { get; init; }

    /// <summary>
    /// Hosts that would refuse it, since it brings a version older than theirs and nothing signed lets them go back. One such
    /// host refuses the start.
    /// </summary>
    public int LackingPermission { get; init; }

    /// <summary>How long it takes for the hosts that can be reached now, in seconds; absent where a window never opens.</summary>
    public long? EtaSeconds { get; init; }

    /// <summary>The same with those that are expected back; absent where that is not known of one of them.</summary>
    public long? EtaOfWaitingSeconds { get; init; }

    /// <summary>Bytes that its hosts would download.</summary>
    public required long Bytes { get; init; }
}

/// <summary>What a stage would do.</summary>
internal sealed record StagePlanView
{
    public required string Name { get; init; }

    /// <summary>Hosts that it would order, without those that cannot be reached now.</summary>
    public required int Hosts { get; init; }

    /// <summary>Hosts that cannot be reached or touched now; they follow.</summary>
    public required int Waiting { get; init; }

    /// <summary>Ids of the hosts that go first.</summary>
    public required IReadOnlyList<string> Canaries { get; init; }

    /// <summary>How many different cells its hosts are of: distribution, kernel, architecture, set of sub-agents.</summary>
    public required int Cells { get; init; }

    /// <summary>Cells without a canary, with their hosts, the largest first; at most 20.</summary>
    public required IReadOnlyList<CellView> CellsUncovered { get; init; }

    /// <summary>How many hosts go one after another, without the canaries.</summary>
    public required IReadOnlyList<int> Waves { get; init; }

    /// <summary>Bytes that its hosts would download.</summary>
    public required long Bytes { get; init; }
}

/// <summary>A cell of hosts.</summary>
/// <param name="Cell">Distribution, kernel, architecture, names of sub-agents.</param>
/// <param name="Hosts">How many hosts it has.</param>
internal sealed record CellView(string Cell, int Hosts);
