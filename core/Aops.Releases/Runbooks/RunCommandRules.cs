using System.Text;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Specification;

namespace Aops.Releases.Runbooks;

/// <summary>What a <see cref="RunCommand"/> has to be, wherever it came from; the same on hosts, server and tools.</summary>
public static class RunCommandRules
{
    private const int PathCharsMax = 4096;
    private const int UserCharsMax = 256;

    /// <summary>Lists the faults, each beginning with the field; empty if it can be run.</summary>
    public static IReadOnlyList<string> FaultsOf(RunCommand command)
    {
        var faults = new List<string>();
        void Require(bool holds, string fault)
        {
            if (!holds) faults.Add(fault);
        }

        Require(command.Args is null != command.Script is null, "args: and script: exactly one of the two must be there");
        CheckArguments("args", command.Args, faults);
        CheckArguments("interpreter", command.Interpreter, faults);
        Require(command.Interpreter is null || command.Script is not null, "interpreter: has a meaning for a script only");
        if (command.Script is { } script) CheckScript(script, faults);
        CheckEnvironment(command, faults);
        CheckSecrets(command, faults);
        Require(command.User is null || IsUser(command.User), "user: is neither a name nor a number of a user");
        Require(command.WorkingDirectory is null || IsFolder(command.WorkingDirectory),
            "workingDirectory: must be an absolute path without NUL");
        Require(command.TimeoutSeconds is >= 1 and <= RunLimits.SecondsMax,
            $"timeoutSeconds: {command.TimeoutSeconds} is not within 1 to {RunLimits.SecondsMax}");
        Require(command.IdleTimeoutSeconds is >= 0 and <= RunLimits.SecondsMax,
            $"idleTimeoutSeconds: {command.IdleTimeoutSeconds} is not within 0 to {RunLimits.SecondsMax}");
        Require(command.GraceSeconds is >= 0 and <= RunLimits.GraceSecondsMax,
            $"graceSeconds: {command.GraceSeconds} is not within 0 to {RunLimits.GraceSecondsMax}");
        Require(command.OutputBytesMax is >= RunLimits.OutputBytesMin and <= RunLimits.OutputBytesMax,
            $"outputBytesMax: {command.OutputBytesMax} is not within {RunLimits.OutputBytesMin} to {RunLimits.OutputBytesMax}");
        faults.AddRange(LimitRule.FaultsOf(command.Limits));
        return faults;
    }

    private static void CheckArguments(string field, IReadOnlyList<string>? arguments, List<string> faults)
    {
        if (arguments is null) return;
        if (arguments.Count is 0 or > Limits.ArgumentsMax)
        {
            faults.Add($"{field}: are {arguments.Count}, not 1 to {Limits.ArgumentsMax}");
            return;
        }
        if (string.IsNullOrEmpty(arguments[0])) faults.Add($"{field}[0]: names no program");
        for (var i = 0; i < arguments.Count; i++)
        {
            if (VariableRule.ArgumentFault(arguments[i]) is { } fault) faults.Add($"{field}[{i}]: {fault}");
        }
    }

    private static void CheckScript(string script, List<string> faults)
    {
        if (script.Length == 0) faults.Add("script: is empty");
        else if (VariableRule.TextFault(script) is { } fault) faults.Add($"script: {fault}");
        else if (Encoding.UTF8.GetByteCount(script) > RunLimits.ScriptBytesMax)
            faults.Add($"script: has more than {RunLimits.ScriptBytesMax} bytes");
    }

    private static void CheckEnvironment(RunCommand command, List<string> faults)
    {
        var count = faults.Count;
        foreach (var (name, value) in command.Env)
        {
            if (VariableRule.FaultInSpec(name, value, command.User is not null) is { } fault)
                faults.Add($"env: {(VariableRule.IsName(name) ? name : "a name")} {fault}");
        }
        if (command.Env.Count > Limits.VariablesMax) faults.Add($"env: has more than {Limits.VariablesMax} variables");
        else if (faults.Count == count && VariableRule.BytesOf(command.Env) > Limits.EnvironmentBytesMax)
            faults.Add($"env: has more than {Limits.EnvironmentBytesMax} bytes");
    }

    private static void CheckSecrets(RunCommand command, List<string> faults)
    {
        if (command.Secrets is not { } secrets) return;
        if (secrets.Count > RunLimits.SecretsMax) faults.Add($"secrets: are more than {RunLimits.SecretsMax}");
        foreach (var (variable, secret) in secrets)
        {
            var shown = VariableRule.IsName(variable) ? variable : "a name";
            if (VariableRule.FaultInSpec(variable, "", command.User is not null) is { } fault)
                faults.Add($"secrets: {shown} {fault}");
            else if (command.Env.ContainsKey(variable))
                faults.Add($"secrets: {shown} is a variable of env, too");
            if (!Names.IsValid(secret)) faults.Add($"secrets: {shown} names no secret ({Names.Rule})");
        }
    }

    // Names of directory services have a domain: DOMAIN\user, user@domain.
    private static bool IsUser(string user) =>
        user.Length is > 0 and <= UserCharsMax && user[0] != '-'
        && user.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '@' or '\\' or '$');

    private static bool IsFolder(string path) =>
        path.Length <= PathCharsMax && path.StartsWith('/') && VariableRule.TextFault(path) is null;
}
