using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;

namespace Aops.Rollouts.Planning;

/// <summary>How far the fleet has moved between a plan and its start.</summary>
/// <param name="Planned">Hosts that were planned.</param>
/// <param name="Added">Hosts that came in since.</param>
/// <param name="Removed">Hosts that would not be ordered any more.</param>
/// <param name="Moved">Hosts that are of another stage now.</param>
public sealed record PlanDrift(int Planned, int Added, int Removed, int Moved)
{
    /// <summary>Compares.</summary>
    /// <param name="planned">The plan that was seen.</param>
    /// <param name="now">The same resolved again, under the same id.</param>
    /// <exception cref="ArgumentException">Both are about another layer or revision.</exception>
    public static PlanDrift Between(RolloutPlan planned, RolloutPlan now)
    {
        if (planned.Layer != now.Layer || planned.To != now.To)
            throw new ArgumentException("two plans of one rollout are about one revision of one layer", nameof(now));
        return Between(planned.Assignments, now.Assignments);
    }

    /// <summary>Compares the hosts of two plans of one rollout.</summary>
    /// <param name="planned">Those that were seen.</param>
    /// <param name="now">Those of the same, resolved again under the same id.</param>
    public static PlanDrift Between(IEnumerable<Assignment> planned, IEnumerable<Assignment> now)
    {
        var (before, after) = (StagesOf(planned), StagesOf(now));
        return new PlanDrift(
            before.Count,
            after.Keys.Count(id => !before.ContainsKey(id)),
            before.Keys.Count(id => !after.ContainsKey(id)),
            before.Count(host => after.TryGetValue(host.Key, out var stage) && stage != host.Value));
    }

    /// <summary>Whether the start still means what was planned.</summary>
    /// <param name="tolerancePercent">So many percent of the planned hosts may have changed, 0 to 100.</param>
    public bool IsWithin(double tolerancePercent) => (Added + Removed + Moved) * 100.0 <= tolerancePercent * Planned;

    private static Dictionary<string, int> StagesOf(IEnumerable<Assignment> hosts) => hosts
        .Where(assignment => assignment.State != AssignmentState.Excluded)
        .ToDictionary(assignment => assignment.HostId, assignment => assignment.Stage, StringComparer.Ordinal);
}
