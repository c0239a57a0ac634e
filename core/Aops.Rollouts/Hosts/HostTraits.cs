namespace Aops.Rollouts.Hosts;

/// <summary>What tells hosts apart: by it canaries are chosen and failures are grouped.</summary>
/// <param name="Distribution">Short name and version of the distribution: <c>debian 12</c>.</param>
/// <param name="Kernel">Release of the kernel.</param>
/// <param name="Architecture"><c>x64</c>, <c>arm64</c>.</param>
/// <param name="SubAgents">Name -> version of its sub-agents.</param>
public sealed record HostTraits(
    string Distribution, string Kernel, string Architecture, IReadOnlyDictionary<string, string> SubAgents)
{
    /// <summary>
    /// The cell of the host: hosts of one cell have the same distribution, kernel, architecture and names of sub-agents.
    /// </summary>
    public string Cell => $"{Distribution} | {Kernel} | {Architecture} | " +
        string.Join(' ', SubAgents.Keys.Order(StringComparer.Ordinal));

    /// <summary>Each trait as a name and a value.</summary>
    public IEnumerable<(string Name, string Value)> All() =>
    [
        ("distribution", Distribution),
        ("kernel", Kernel),
        ("architecture", Architecture),
        .. SubAgents.Select(subAgent => ($"sub-agent {subAgent.Key}", subAgent.Value)),
    ];
}
