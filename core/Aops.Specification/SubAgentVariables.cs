using Aops.Contracts;
using Aops.Contracts.SubAgents;

namespace Aops.Specification;

/// <summary>
/// Validates the environment and arguments of a specification, and what it declares settable in them.
/// </summary>
internal static class SubAgentVariables
{
    /// <summary>Lists the faults, each beginning with the field.</summary>
    public static IEnumerable<string> Validate(SubAgentSpec spec)
    {
        foreach (var (name, value) in spec.Env)
        {
            if (VariableRule.FaultInSpec(name, value, spec.HasAccount) is { } fault)
                yield return $"env: '{name}' {fault}";
        }
        if (spec.Env.Count > Limits.VariablesMax) yield return $"env: has more than {Limits.VariablesMax} variables";
        else if (!spec.Env.Values.Contains(null!) && VariableRule.BytesOf(spec.Env) > Limits.EnvironmentBytesMax)
            yield return $"env: has more than {Limits.EnvironmentBytesMax} bytes";
        foreach (var argument in spec.Args)
        {
            if (VariableRule.ArgumentFault(argument) is { } fault) yield return $"args: an argument {fault}";
        }
        if (spec.Args.Count > Limits.ArgumentsMax) yield return $"args: are more than {Limits.ArgumentsMax}";
        foreach (var fault in Validate(spec.Settable ?? new SettableSpec())) yield return fault;
    }

    private static IEnumerable<string> Validate(SettableSpec settable)
    {
        if (settable.Env.Count > Limits.SettablePatternsMax || settable.Args.Count > Limits.SettablePatternsMax)
        {
            yield return $"settable: has more than {Limits.SettablePatternsMax} patterns";
            yield break;
        }
        foreach (var (name, pattern) in settable.Env)
        {
            if (!VariableRule.IsName(name))
                yield return $"settable.env: '{name}' is no name of a variable ({VariableRule.NameRule})";
            else if (VariableRule.IsReserved(name))
                yield return $"settable.env: '{name}' is reserved: no server sets it";
            if (ValuePattern.FaultOf(pattern) is { } fault) yield return $"settable.env: the pattern of '{name}' {fault}";
        }
        foreach (var pattern in settable.Args)
        {
            if (ValuePattern.FaultOf(pattern) is { } fault) yield return $"settable.args: a pattern {fault}";
        }
    }
}
