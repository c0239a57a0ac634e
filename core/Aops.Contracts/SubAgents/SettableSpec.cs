namespace Aops.Contracts.SubAgents;

/// <summary>
/// What a server may set of a signed specification: nothing, unless the signer declares it here. A pattern is a regular
/// expression that the whole value must match; it may use nothing that needs backtracking. See <see cref="SettableRule"/>.
/// </summary>
public sealed record SettableSpec
{
    /// <summary>Variables by their names, each with the pattern of its values. An empty value takes a variable away.</summary>
    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();

    /// <summary>Patterns of arguments: each argument that is set must match one. Empty: the arguments are as signed.</summary>
    public IReadOnlyList<string> Args { get; set; } = [];
}
