using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Specification;

namespace Aops.Releases.Runbooks;

/// <summary>What a <see cref="Runbook"/> has to be; the publisher's tool signs nothing that hosts would refuse.</summary>
internal static class RunbookRules
{
    // AOPS_PARAM_ and the name are a variable's name together.
    private const int NameCharsMax = Limits.VariableNameCharsMax / 2;

    /// <summary>Lists the faults, each beginning with the field.</summary>
    public static IEnumerable<string> FaultsOf(Runbook runbook)
    {
        if (runbook.Schema != 1) yield return $"schema: {runbook.Schema} is not known to this version (1 is)";
        if (!Names.IsValid(runbook.Name)) yield return $"name: is not a name ({Names.Rule})";
        if (!Names.IsValid(runbook.Version)) yield return $"version: is not a version ({Names.Rule})";
        if (string.IsNullOrWhiteSpace(runbook.Title)) yield return "title: is empty";
        if (runbook.Title.Length > RunLimits.TitleCharsMax)
            yield return $"title: has more than {RunLimits.TitleCharsMax} characters";
        if (string.IsNullOrWhiteSpace(runbook.Description))
            yield return "description: is empty; say what the runbook does and what it touches";
        if (runbook.Description.Length > RunLimits.DescriptionCharsMax)
            yield return $"description: has more than {RunLimits.DescriptionCharsMax} characters";
        if (runbook.Parameters.Count > RunLimits.ParametersMax)
        {
            yield return $"parameters: are more than {RunLimits.ParametersMax}";
            yield break;
        }
        if (runbook.Parameters.Contains(null!))
        {
            yield return "parameters: one is null";
            yield break;
        }
        foreach (var fault in runbook.Parameters.SelectMany(ParameterFaults)) yield return fault;
        foreach (var same in runbook.Parameters.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (same.Count() > 1) yield return $"parameters: '{same.Key}' is there {same.Count()} times";
        }
        foreach (var fault in RunCommandRules.FaultsOf(runbook.Command)) yield return $"command.{fault}";
        foreach (var fault in ReferenceFaults(runbook)) yield return fault;
        if (runbook.Playbook is { } playbook)
        {
            foreach (var fault in PlaybookRules.FaultsOf(runbook, playbook)) yield return fault;
        }
        else if (runbook.Parameters.FirstOrDefault(parameter => parameter.Type is not null) is { } typed)
        {
            yield return $"parameters: {typed.Name} has a type, as those of a playbook alone may";
        }
    }

    private static IEnumerable<string> ParameterFaults(RunbookParameter parameter)
    {
        if (!VariableRule.IsName(parameter.Name) || parameter.Name.Length > NameCharsMax)
        {
            yield return $"parameters: a name is not of a letter or _, then letters, digits and _, at most {NameCharsMax} in all";
            yield break;
        }
        var field = $"parameters: {parameter.Name}";
        if (parameter.Description.Length > RunLimits.DescriptionCharsMax)
            yield return $"{field} has a description of more than {RunLimits.DescriptionCharsMax} characters";
        if (parameter.Pattern is null && parameter.Values is null && parameter.Type is null)
            yield return $"{field} has neither a pattern nor values, so that any text would be taken";
        var patternFault = parameter.Pattern is null ? null : ValuePattern.FaultOf(parameter.Pattern);
        if (patternFault is not null) yield return $"{field} has a pattern that {patternFault}";
        if (parameter.Values is { Count: 0 or > RunLimits.ParameterValuesMax })
            yield return $"{field} has values that are not 1 to {RunLimits.ParameterValuesMax}";
        if (parameter is { IsRequired: true, Default: not null }) yield return $"{field} is required and has a default";
        if (parameter is { IsSecret: true, Default: not null })
            yield return $"{field} is secret and has a default, which is no secret";
        if (patternFault is not null) yield break;
        foreach (var value in (parameter.Values ?? []).Append(parameter.Default).Distinct())
        {
            if (value is not null && RunbookBinder.FaultOf(parameter, value) is { } fault)
                yield return $"{field} has a value or default that {fault}";
        }
        if (parameter.Values?.Contains(null!) == true) yield return $"{field} has a value that is null";
    }

    // An argument names only what has a value always, and never a secret: other users of the host see arguments.
    private static IEnumerable<string> ReferenceFaults(Runbook runbook)
    {
        var args = runbook.Command.Args ?? [];
        for (var i = 0; i < args.Count; i++)
        {
            foreach (var name in VariableText.NamesIn(args[i] ?? ""))
            {
                var field = $"command.args[{i}]: ${{{name}}}";
                var parameter = runbook.Parameters.FirstOrDefault(p => p.Name == name);
                if (parameter is null) yield return $"{field} is no parameter; write $${{{name}}} for the text itself";
                else if (i == 0) yield return $"{field} is the program, which is signed and not given as a value";
                else if (parameter.IsSecret)
                    yield return $"{field} is secret, and arguments are seen by every user; read {parameter.Variable}";
                else if (!parameter.HasValueAlways) yield return $"{field} is neither required nor has it a default";
            }
        }
    }
}
