using Aops.Contracts;
using Aops.Server.Http;
using Aops.Server.Repository;
using Aops.Specification;

namespace Aops.Server.Layers;

/// <summary>Reports every fault of a document at once.</summary>
internal static class LayerValidator
{
    /// <summary>Checks a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="releases">What is published; null to not ask whether the versions are.</param>
    /// <param name="before">
    /// The document that it takes the place of. What that one orders is asked of no more: a version that its publisher has
    /// withdrawn since must not keep an operator from pausing the hosts that run it.
    /// </param>
    /// <returns>Faults by field; empty when there is none.</returns>
    public static FieldErrors Validate(
        LayerDocument document, IReadOnlyList<Release>? releases, LayerDocument? before = null)
    {
        before ??= LayerDocument.Empty;
        var errors = new FieldErrors();
        if (document.Agent is { } agent)
        {
            if (!Names.IsValid(agent.Version)) errors.Add("agent.version", $"a version has {Names.Rule}");
            else if (!before.Orders(agent.Version)
                && releases?.Any(release => release.IsAgent(agent.Version)) == false)
                errors.Add("agent.version", $"no agent {agent.Version} is published here");
            ValidateGeneration("agent", agent.Generation, errors);
        }
        ValidateSubAgents(document, releases, before, errors);
        LayerSettings.Validate(document.Settings, errors);
        return errors;
    }

    private static void ValidateSubAgents(
        LayerDocument document, IReadOnlyList<Release>? releases, LayerDocument before, FieldErrors errors)
    {
        if (document.SubAgents is not { } subAgents) return;
        if (subAgents.Count > Limits.SubAgentsMax)
            errors.Add("subAgents", $"at most {Limits.SubAgentsMax} sub-agents are accepted");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < subAgents.Count; index++)
        {
            var subAgent = subAgents[index];
            var field = $"subAgents[{index}]";
            // A null within a list passes the annotations of the contract.
            if (subAgent is null)
            {
                errors.Add(field, "must not be null");
                continue;
            }
            if (!Names.IsValid(subAgent.Name)) errors.Add($"{field}.name", $"a name has {Names.Rule}");
            else if (!names.Add(subAgent.Name)) errors.Add($"{field}.name", $"'{subAgent.Name}' is there twice");
            ValidateVersion(subAgent, releases, before, field, errors);
            if (subAgent.Removed is true && LayerFields.Of(subAgent).Count() > 1)
                errors.Add($"{field}.removed", "what is removed has no other fields");
            ValidateVariables(subAgent, field, errors);
        }
    }

    private static void ValidateVersion(
        LayerSubAgent subAgent, IReadOnlyList<Release>? releases, LayerDocument before, string field,
        FieldErrors errors)
    {
        if (subAgent.Version is not { } version) return;
        if (!Names.IsValid(version)) errors.Add($"{field}.version", $"a version has {Names.Rule}");
        else if (!before.Orders(subAgent.Name, version)
            && releases?.Any(release => release.IsSubAgent(subAgent.Name, version)) == false)
            errors.Add($"{field}.version", $"no {subAgent.Name} {version} is published here");
        ValidateGeneration(field, subAgent.Generation ?? 0, errors);
    }

    // The part of the hosts' rule that holds for every package: what it declares as settable, each host knows.
    private static void ValidateVariables(LayerSubAgent subAgent, string field, FieldErrors errors)
    {
        var env = subAgent.Env ?? new Dictionary<string, string>();
        if (env.Count > Limits.VariablesMax)
            errors.Add($"{field}.env", $"at most {Limits.VariablesMax} variables are accepted");
        foreach (var (name, value) in env.Take(Limits.VariablesMax))
        {
            if (VariableRule.FaultFromServer(name, value) is { } fault)
                errors.Add($"{field}.env.{(VariableRule.IsName(name) ? name : "*")}", fault);
        }
        if (subAgent.Args is not { } args) return;
        if (args.Count > Limits.ArgumentsMax)
            errors.Add($"{field}.args", $"at most {Limits.ArgumentsMax} arguments are accepted");
        for (var index = 0; index < Math.Min(args.Count, Limits.ArgumentsMax); index++)
        {
            if (VariableRule.ArgumentFault(args[index]) is { } fault) errors.Add($"{field}.args[{index}]", fault);
        }
    }

    private static void ValidateGeneration(string field, long generation, FieldErrors errors)
    {
        if (generation is < 0 or > Limits.GenerationMax)
            errors.Add($"{field}.order", $"must be from 0 to {Limits.GenerationMax}");
    }
}
