using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;

namespace Aops.Specification;

/// <summary>
/// Overlays a signed specification with the changes that a server requests, as far as the specification declares
/// them settable. Anything else is left out and the sub-agent runs as signed: the request is unsigned and must not
/// bypass the signature.
/// </summary>
public static class SettableRule
{
    /// <summary>Applies the requested changes.</summary>
    /// <param name="signed">The specification of the package.</param>
    /// <param name="wanted">The server's request.</param>
    /// <param name="unapplied">Receives a clause, with the reason, for each change that was left out.</param>
    /// <returns>The specification to run.</returns>
    public static SubAgentSpec Apply(SubAgentSpec signed, DesiredSubAgent wanted, ICollection<string> unapplied)
    {
        var settable = signed.Settable ?? new SettableSpec();
        var env = MergeEnv(signed.Env, settable.Env, wanted.Env, unapplied);
        var args = wanted.Args is { } given && FaultOfArgs(settable.Args, given) is { } fault
            ? Refuse(signed.Args, fault, unapplied)
            : wanted.Args ?? signed.Args;
        return signed with { Env = env, Args = args };
    }

    /// <summary>
    /// Removes variables that a signed specification may not set; for packages that were installed before that rule
    /// existed.
    /// </summary>
    /// <param name="signed">The specification of the package.</param>
    /// <param name="unapplied">Receives a clause for each variable that was left out.</param>
    public static SubAgentSpec WithoutRefused(SubAgentSpec signed, ICollection<string> unapplied)
    {
        var env = new Dictionary<string, string>();
        foreach (var (name, value) in signed.Env)
        {
            if (VariableRule.FaultInSpec(name, value, signed.HasAccount) is { } fault)
                unapplied.Add($"{Show(name)} of its signed specification {fault}");
            else env[name] = value;
        }
        return env.Count == signed.Env.Count ? signed : signed with { Env = env };
    }

    private static IReadOnlyDictionary<string, string> MergeEnv(
        IReadOnlyDictionary<string, string> signed, IReadOnlyDictionary<string, string> settable,
        IReadOnlyDictionary<string, string>? wanted, ICollection<string> unapplied)
    {
        if (wanted is not { Count: > 0 }) return signed;
        if (wanted.Count > Limits.VariablesMax)
            return Refuse(signed, $"env has more than {Limits.VariablesMax} variables", unapplied);
        var merged = signed.ToDictionary();
        foreach (var (name, value) in wanted)
        {
            if (FaultOfVariable(settable, name, value) is { } fault) unapplied.Add($"{Show(name)} {fault}");
            else if (value.Length == 0) merged.Remove(name);
            else merged[name] = value;
        }
        return merged.Count <= Limits.VariablesMax && VariableRule.BytesOf(merged) <= Limits.EnvironmentBytesMax
            ? merged
            : Refuse(signed, $"env together with the signed one has more than {Limits.VariablesMax} variables or " +
                $"{Limits.EnvironmentBytesMax} bytes", unapplied);
    }

    private static string? FaultOfVariable(IReadOnlyDictionary<string, string> settable, string name, string? value)
    {
        if (VariableRule.FaultFromServer(name, value) is { } fault) return fault;
        if (!settable.TryGetValue(name, out var pattern)) return "is not declared as settable by its signed specification";
        return ValuePattern.Matches(pattern, value!)
            ? null
            : $"has a value that does not match {pattern}, which its signed specification asks for";
    }

    private static string? FaultOfArgs(IReadOnlyList<string> settable, IReadOnlyList<string> given)
    {
        if (settable.Count == 0) return "args are not declared as settable by its signed specification";
        if (given.Count > Limits.ArgumentsMax) return $"args are more than {Limits.ArgumentsMax}";
        for (var i = 0; i < given.Count; i++)
        {
            if (VariableRule.ArgumentFault(given[i]) is { } fault) return $"args[{i}] {fault}";
            if (!settable.Any(pattern => ValuePattern.Matches(pattern, given[i])))
                return $"args[{i}] matches no pattern that its signed specification declares";
        }
        return null;
    }

    private static T Refuse<T>(T signed, string clause, ICollection<string> unapplied)
    {
        unapplied.Add(clause);
        return signed;
    }

    private static string Show(string name) => VariableRule.IsName(name) ? name : "a name in env";
}
