namespace Aops.Rollouts.Strategies;

/// <summary>From what size on a rollout needs persons who approve it. Its author is none of them.</summary>
/// <param name="OneFromHosts">One, from so many hosts on; null: never.</param>
/// <param name="TwoFromHosts">Two, from so many hosts on; null: never.</param>
public sealed record ApprovalRule(int? OneFromHosts = null, int? TwoFromHosts = null)
{
    /// <summary>How many persons have to approve.</summary>
    /// <param name="hosts">Hosts that the plan would order.</param>
    public int Needed(int hosts) => hosts >= TwoFromHosts ? 2 : hosts >= OneFromHosts ? 1 : 0;

    /// <summary>Whether enough persons approved.</summary>
    /// <param name="hosts">Hosts that the plan would order.</param>
    /// <param name="author">Who started it.</param>
    /// <param name="approvers">Who approved it; a name that is there twice is one person.</param>
    public bool IsGiven(int hosts, string author, IEnumerable<string> approvers) =>
        approvers.Where(name => name != author).Distinct(StringComparer.Ordinal).Count() >= Needed(hosts);
}
