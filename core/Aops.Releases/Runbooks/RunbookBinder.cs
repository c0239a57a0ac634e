using Aops.Contracts;
using System.Text;
using System.Text.Json;
using Aops.Contracts.Wire.Reading;
using Aops.Contracts.Wire.Runs;
using Aops.Specification;

namespace Aops.Releases.Runbooks;

/// <summary>
/// Puts values into a <see cref="Runbook"/>. A value is replaced once and is never read again for <c>${NAME}</c>; one
/// argument stays one argument, whatever characters the value has.
/// </summary>
internal static class RunbookBinder
{
    /// <summary>Gives values to the parameters.</summary>
    public static RunbookBinding Bind(Runbook runbook, IReadOnlyDictionary<string, string> values)
    {
        var faults = new PartFaults();
        var bound = new Dictionary<string, string>();
        foreach (var parameter in runbook.Parameters)
        {
            var given = values.GetValueOrDefault(parameter.Name) ?? parameter.Default;
            if (given is null)
            {
                if (parameter.IsRequired) faults.Add($"the parameter {parameter.Name} is missing");
            }
            else if (FaultOf(parameter, given) is { } fault)
            {
                faults.Add($"the value of the parameter {parameter.Name} {fault}");
            }
            else
            {
                bound[parameter.Name] = given;
            }
        }
        foreach (var name in values.Keys.Where(name => runbook.Parameters.All(p => p.Name != name)))
            faults.Add($"{runbook.Name} {runbook.Version} has no parameter '{ShownText.Of(name)}'");
        if (bound.Values.Sum(Encoding.UTF8.GetByteCount) > RunLimits.ParametersBytesMax)
            faults.Add($"the values have more than {RunLimits.ParametersBytesMax} bytes together");
        if (!faults.IsEmpty) return new RunbookBinding.Refused(faults.ToList());
        var secrets = runbook.Parameters.Where(parameter => parameter.IsSecret)
            .Select(parameter => bound.GetValueOrDefault(parameter.Name)).OfType<string>().ToList();
        var isPlaybook = runbook.Playbook is not null;
        return new RunbookBinding.Bound(
            isPlaybook ? runbook.Command : Expand(runbook, bound),
            isPlaybook ? TypedValue.ToJson(Typed(runbook, bound)) : ToJson(bound)) { Secrets = secrets };
    }

    /// <summary>Why a parameter cannot have a value, as a clause; null if it can. The value is not shown.</summary>
    public static string? FaultOf(RunbookParameter parameter, string value)
    {
        if (value.Length > RunLimits.ParameterCharsMax) return $"has more than {RunLimits.ParameterCharsMax} characters";
        if ((VariableRule.TextFault(value) ?? TypedValue.FaultOf(parameter, value)) is { } fault) return fault;
        if (parameter.Values is { } allowed && !allowed.Contains(value))
            return $"is none of those that are allowed ({ShownText.Of(string.Join(", ", allowed), 200)})";
        return parameter.Pattern is { } pattern && !ValuePattern.Matches(pattern, value)
            ? $"does not match {pattern}"
            : null;
    }

    private static IEnumerable<(RunbookParameter, string)> Typed(Runbook runbook, Dictionary<string, string> bound) =>
        runbook.Parameters.Where(parameter => bound.ContainsKey(parameter.Name))
            .Select(parameter => (parameter, bound[parameter.Name]));

    private static RunCommand Expand(Runbook runbook, Dictionary<string, string> bound)
    {
        var command = runbook.Command;
        var env = command.Env.ToDictionary();
        foreach (var parameter in runbook.Parameters)
        {
            if (bound.TryGetValue(parameter.Name, out var value)) env[parameter.Variable] = value;
        }
        // The rules of runbooks hold that each name has a value.
        return command with
        {
            Env = env,
            Args = command.Args is null
                ? null
                : [.. command.Args.Select(argument => VariableText.Expand(argument, bound, out _)!)],
        };
    }

    private static byte[] ToJson(Dictionary<string, string> bound)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in bound) writer.WriteString(name, value);
            writer.WriteEndObject();
        }
        return json.ToArray();
    }
}
