using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Server.Http;
using Aops.Server.Repository;

namespace Aops.Server.Desired;

/// <summary>Validates a desired document; reports all faults at once.</summary>
internal static class DesiredValidator
{
    /// <summary>Validates a document.</summary>
    /// <param name="releases">Published releases; null to skip the check that versions are published.</param>
    /// <returns>Faults by field; empty if there are none.</returns>
    public static FieldErrors Validate(DesiredDocument document, IReadOnlyList<Release>? releases)
    {
        var errors = new FieldErrors();
        if (document.Agent is { } agent)
        {
            if (!Names.IsValid(agent.Version)) errors.Add("agent.version", $"a version has {Names.Rule}");
            else if (releases?.Any(release => release.IsAgent(agent.Version)) == false)
                errors.Add("agent.version", $"no agent {agent.Version} is published here");
            ValidateOrder("agent", agent.Generation, errors);
        }
        ValidateSubAgents(document, releases, errors);
        DesiredSettings.Validate(document.Settings, errors);
        return errors;
    }

    private static void ValidateSubAgents(
        DesiredDocument document, IReadOnlyList<Release>? releases, FieldErrors errors)
    {
        if (document.SubAgents is not { } subAgents) return;
        if (subAgents.Count > Limits.SubAgentsMax)
            errors.Add("subAgents", $"at most {Limits.SubAgentsMax} sub-agents are accepted");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < subAgents.Count; index++)
        {
            var subAgent = subAgents[index];
            var field = $"subAgents[{index}]";
            // The nullable annotations do not hold for elements of deserialized lists, which may be null.
            if (subAgent is null)
            {
                errors.Add(field, "must not be null");
                continue;
            }
            if (!Names.IsValid(subAgent.Name)) errors.Add($"{field}.name", $"a name has {Names.Rule}");
            else if (!names.Add(subAgent.Name)) errors.Add($"{field}.name", $"'{subAgent.Name}' is there twice");
            if (!Names.IsValid(subAgent.Version)) errors.Add($"{field}.version", $"a version has {Names.Rule}");
            else if (releases?.Any(release => release.IsSubAgent(subAgent.Name, subAgent.Version)) == false)
                errors.Add($"{field}.version", $"no {subAgent.Name} {subAgent.Version} is published here");
            ValidateOrder(field, subAgent.Generation, errors);
            ValidateVariables(subAgent, field, errors);
        }
    }

    // The part of the hosts' rule that is equal for all packages; what a package declares as settable is
    // known on the hosts only.
    private static void ValidateVariables(DesiredSubAgent subAgent, string field, FieldErrors errors)
    {
        if (subAgent.Env is null) errors.Add($"{field}.env", "must not be null");
        else if (subAgent.Env.Count > Limits.VariablesMax)
            errors.Add($"{field}.env", $"at most {Limits.VariablesMax} variables are accepted");
        foreach (var (name, value) in (subAgent.Env ?? new Dictionary<string, string>()).Take(Limits.VariablesMax))
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

    private static void ValidateOrder(string field, long order, FieldErrors errors)
    {
        if (order is < 0 or > Limits.GenerationMax) errors.Add($"{field}.order", $"must be from 0 to {Limits.GenerationMax}");
    }
}
