using Aops.Rollouts.Hosts;
using Aops.Rollouts.Reconciling;

namespace Aops.Server.Rollouts;

/// <summary>A host of a rollout as it is stored.</summary>
/// <param name="Assignment">What the reconciler decides of it.</param>
/// <param name="Traits">What told it apart when it was planned.</param>
internal sealed record RolloutHost(Assignment Assignment, HostTraits Traits)
{
    /// <summary>The revision that its row had before its order; null where it was not ordered.</summary>
    public long? FromRevision { get; init; }

    /// <summary>The revision that its last order gave it; null where it was not ordered.</summary>
    public long? ToldRevision { get; init; }

    /// <summary>The number that it is told since its last order; null where it was not ordered.</summary>
    public long? ToldChange { get; init; }

    /// <summary>Reports that it told before its last order, which are none of it (<see cref="SeenReports"/>).</summary>
    public string SeenReports { get; init; } = "";

    public string Id => Assignment.HostId;
}
