using Aops.Contracts;
using Aops.Contracts.Wire;

namespace Aops.Spm.Desired;

/// <summary>
/// Compares what is with what should be. Pure: the same two states give the same steps, however the messages that
/// told of them were repeated, lost or reordered.
/// </summary>
internal static class Planner
{
    /// <summary>Lists what to do about the sub-agents: removals first, since they free names, ports and disk.</summary>
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

    /// <summary>Says whether the suite should change its version.</summary>
    public static PlanStep.UpgradeAgent? PlanAgent(DesiredState wanted, CurrentState host) =>
        wanted.Agent is { } agent && Names.IsValid(agent.Version)
            && agent.Version != host.AgentVersion && !host.HasAgentFailed(agent.Version, agent.Generation)
                ? new PlanStep.UpgradeAgent(agent)
                : null;

    /// <summary>Whether two wishes ask for the same, whatever order gave them.</summary>
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
