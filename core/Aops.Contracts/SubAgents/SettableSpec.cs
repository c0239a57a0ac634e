namespace Aops.Contracts.SubAgents;

/// <summary>
/// What a server may change in a signed specification: nothing, unless the signer declares it here. A pattern is a
/// regular expression that must match the whole value and needs no backtracking. <c>SettableRule</c> of
/// Aops.Specification applies it.
/// </summary>
public sealed record SettableSpec
{
    /// <summary>
    /// Settable variables by name, each with the pattern of its values. An empty value removes the variable.
    /// </summary>
    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// Patterns of arguments: each argument that a server sets must match one. Empty: the arguments stay as signed.
    /// </summary>
    public IReadOnlyList<string> Args { get; set; } = [];
}
