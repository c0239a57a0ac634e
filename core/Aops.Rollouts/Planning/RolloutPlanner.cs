using Aops.Rollouts.Hosts;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;

namespace Aops.Rollouts.Planning;

/// <summary>Resolves a rollout to hosts: stages, canaries, order, waves, bytes, time. Pure.</summary>
public static class RolloutPlanner
{
    /// <summary>Plans.</summary>
    /// <param name="input">The layer, its hosts, how it goes.</param>
    public static RolloutPlan Plan(PlanInput input)
    {
        var placed = input.Hosts.Select(host => (Host: host, Assignment: Assign(input, host)))
            .OrderBy(entry => entry.Assignment.Stage).ThenBy(entry => entry.Assignment.Position).ToList();
        var included = placed.Where(entry => entry.Assignment.Exclusion is null).Select(entry => entry.Host)
            .ToLookup(host => host.Stage);
        var canaries = new HashSet<string>(StringComparer.Ordinal);
        var stages = new List<StagePlan>();
        for (var i = 0; i < input.Strategy.Stages.Count; i++)
        {
            var stage = PlanStage(input, i, [.. included[i]]);
            canaries.UnionWith(stage.Canaries);
            stages.Add(stage);
        }
        var assignments = placed
            .Select(entry => entry.Assignment with { IsCanary = canaries.Contains(entry.Host.HostId) }).ToList();
        var eta = PlanTime.Estimate(input, stages);
        return new RolloutPlan
        {
            Layer = input.Layer,
            To = input.To,
            Assignments = assignments,
            Stages = stages,
            Excluded = assignments.Where(assignment => assignment.Exclusion is not null)
                .CountBy(assignment => assignment.Exclusion!.Value).ToDictionary(),
            LackingPermission = placed.Count(entry => entry.Host.LacksPermission && entry.Assignment.Exclusion is null),
            Eta = eta,
            EtaOfWaiting = PlanTime.EstimateWaiting(input, eta),
            Hash = PlanHash.Of(input, assignments),
        };
    }

    /// <summary>
    /// A host that came into the layer while its rollout is under way. It keeps the old revision until its stage has room.
    /// </summary>
    /// <param name="input">What the rollout was planned from; its hosts are not looked at.</param>
    /// <param name="host">The host.</param>
    public static Assignment Assign(PlanInput input, PlanHost host)
    {
        var exclusion = ExclusionOf(host);
        return new Assignment
        {
            HostId = host.HostId,
            Stage = host.Stage ?? 0,
            Position = HostOrder.Position(input.RolloutId, host.HostId),
            Bytes = host.Bytes,
            Zone = host.Zone,
            Since = input.Now,
            State = exclusion is not null ? AssignmentState.Excluded
                : host.Reach == HostReach.Online ? AssignmentState.Eligible
                : AssignmentState.WaitingOffline,
            Exclusion = exclusion,
            Reason = exclusion is null && host.Reach != HostReach.Online ? Observer.WhyAway(host.Reach) : null,
        };
    }

    /// <summary>Why a host is left out; null where it is not.</summary>
    internal static Exclusion? ExclusionOf(PlanHost host) => host.Exclusion ?? host switch
    {
        { Reach: HostReach.Removed } => Exclusion.Removed,
        { Reach: HostReach.Left } => Exclusion.LeftLayer,
        { Stage: null } => Exclusion.NoStage,
        _ => null,
    };

    // The hosts are those that are not excluded, in their order.
    private static StagePlan PlanStage(PlanInput input, int index, List<PlanHost> hosts)
    {
        var ready = hosts.Where(host => host.Reach == HostReach.Online).ToList();
        var canaries = CanaryChoice.Choose(ready, input.Strategy.Canary);
        var covered = hosts.Where(host => canaries.Contains(host.HostId)).Select(host => host.Traits.Cell).ToHashSet();
        var cells = hosts.CountBy(host => host.Traits.Cell).ToList();
        return new StagePlan(
            input.Strategy.Stages[index].Name,
            ready.Count,
            hosts.Count - ready.Count,
            canaries,
            cells.Count,
            [.. cells.Where(cell => !covered.Contains(cell.Key)).OrderByDescending(cell => cell.Value)
                .ThenBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => (cell.Key, cell.Value))],
            Waves(input, ready.Count - canaries.Count, hosts.Count),
            hosts.Sum(host => host.Bytes));
    }

    private static List<int> Waves(PlanInput input, int ready, int hosts)
    {
        var waves = new List<int>();
        var widths = input.Strategy.Ramp.Widths(hosts).ToList();
        for (var left = ready; left > 0; left -= waves[^1])
            waves.Add(Math.Min(left, widths[Math.Min(waves.Count, widths.Count - 1)]));
        return waves;
    }
}
