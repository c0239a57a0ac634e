using Aops.Rollouts.Strategies;

namespace Aops.Rollouts.Planning;

/// <summary>Canaries are chosen for diversity: one host of every cell before any cell gives a second one.</summary>
public static class CanaryChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="hosts">Hosts of the stage that can be ordered, in their order.</param>
    /// <param name="rule">How many.</param>
    /// <returns>Ids; those of large cells first, where there are more cells than canaries.</returns>
    public static IReadOnlyList<string> Choose(IReadOnlyList<PlanHost> hosts, CanaryRule rule)
    {
        var cells = hosts.GroupBy(host => host.Traits.Cell, StringComparer.Ordinal)
            .OrderByDescending(cell => cell.Count()).ThenBy(cell => cell.Key, StringComparer.Ordinal)
            .Select(cell => new Queue<PlanHost>(cell)).ToList();
        var wanted = Math.Min(hosts.Count, Math.Min(rule.HostsMax, Math.Max(rule.HostsMin, cells.Count)));
        var chosen = new List<string>();
        while (chosen.Count < wanted)
        {
            foreach (var cell in cells)
                if (chosen.Count < wanted && cell.TryDequeue(out var host)) chosen.Add(host.HostId);
        }
        return chosen;
    }
}
