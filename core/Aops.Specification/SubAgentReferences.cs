using Aops.Contracts.SubAgents;

namespace Aops.Specification;

/// <summary>
/// Checks that each <c>${NAME}</c> of a specification has a variable. Only the packing tool uses it: on a host a
/// missing variable fails the start, but does not invalidate a package that is already signed.
/// </summary>
public static class SubAgentReferences
{
    // Variables that spm sets for every sub-agent, and for one with a user.
    private static readonly string[] Always =
        ["PATH", "AOPS_SUBAGENT", "AOPS_VERSION", "AOPS_STATE_DIR", "AOPS_REPORT_FILE"];

    private static readonly string[] OfUser = ["HOME", "USER", "LOGNAME", "SHELL"];

    /// <summary>Lists the faults, each opening with the field.</summary>
    public static IEnumerable<string> FaultsOf(SubAgentSpec spec) =>
        from reference in References(spec).Distinct()
        where !IsKnown(spec, reference.Name)
        select $"{reference.Field}: ${{{reference.Name}}} is not in the environment of the sub-agent; set it in env, "
            + $"or write $${{{reference.Name}}} for the text itself";

    private static IEnumerable<(string Field, string Name)> References(SubAgentSpec spec) =>
    [
        .. NamesIn("args", spec.Args), .. NamesIn("pidFile", [spec.PidFile]),
        .. NamesIn("readiness", TextsOf(spec.Readiness)), .. NamesIn("liveness", TextsOf(spec.Liveness)),
    ];

    private static IEnumerable<(string Field, string Name)> NamesIn(string field, IEnumerable<string?> texts) =>
        texts.SelectMany(text => VariableText.NamesIn(text ?? "")).Select(name => (field, name));

    private static IEnumerable<string?> TextsOf(ProbeSpec? probe) =>
        probe is null ? [] : [.. probe.Command, probe.Url, probe.Address, probe.Path];

    private static bool IsKnown(SubAgentSpec spec, string name) =>
        Always.Contains(name) || (spec.HasAccount && OfUser.Contains(name))
        || spec.Env.ContainsKey(name) || spec.Settable?.Env.ContainsKey(name) == true;
}
