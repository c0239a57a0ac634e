using Aops.Contracts;
using Aops.Contracts.Wire;

namespace Aops.Spm.Desired;

/// <summary>
/// Compares the current with the desired state. Pure: the same two states give the same steps, even if
/// messages were repeated, lost or reordered.
/// </summary>
internal static class Planner
{
    /// <summary>
    /// Lists the steps for the sub-agents. Removals come first, since they free names, ports and disk
    /// space.
    /// </summary>
    public static IReadOnlyList<PlanStep> PlanSubAgents(CheckedDesired wanted, CurrentState host)
    {
        if (wanted.State.SubAgents is not { } subAgents) return [];
        var steps = new List<PlanStep>();
        var names = subAgents.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in host.SubAgents.Keys.Order(StringComparer.Ordinal))
        {
            if (!names.Contains(name) && wanted.Removes(name)) steps.Add(new PlanStep.RemoveSubAgent(name));
        }
        foreach (var subAgent in subAgents)
        {
            if (NeedsChange(subAgent, host)) steps.Add(new PlanStep.PutSubAgent(subAgent));
        }
        return steps;
    }

    /// <summary>The upgrade of the suite that is due; null if there is none.</summary>
    public static PlanStep.UpgradeAgent? PlanAgent(DesiredState wanted, CurrentState host) =>
        wanted.Agent is { } agent && Names.IsValid(agent.Version)
            && agent.Version != host.AgentVersion && !host.HasAgentFailed(agent.Version, agent.Generation)
                ? new PlanStep.UpgradeAgent(agent)
                : null;

    /// <summary>Whether two desired sub-agents are equal apart from their generation.</summary>
    public static bool AreEquivalent(DesiredSubAgent a, DesiredSubAgent b) =>
        a.Name == b.Name && a.Version == b.Version && a.Running == b.Running
        && a.Env.Count == b.Env.Count && !a.Env.Except(b.Env).Any()
        && (a.Args is null ? b.Args is null : b.Args is not null && a.Args.SequenceEqual(b.Args));

    private static bool NeedsChange(DesiredSubAgent wanted, CurrentState host)
    {
        if (!host.SubAgents.TryGetValue(wanted.Name, out var record)) return true;
        return !AreEquivalent(wanted, record.Applied) && !record.HasFailed(wanted);
    }
}
