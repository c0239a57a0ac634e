using System.Text.RegularExpressions;

namespace Aops.Rollouts.Failures;

/// <summary>Groups charged hosts by their reason, and finds what separates each group from the other attempted hosts.</summary>
public static partial class FailureClusters
{
    private const int TraitsMax = 5;

    // 5 % of chance for one comparison of two rates (chi-squared with one degree of freedom).
    private const double StrengthMin = 3.84;

    /// <summary>Finds the groups, the largest first.</summary>
    /// <param name="hosts">Every attempted host.</param>
    public static IReadOnlyList<ReasonCluster> Find(IReadOnlyCollection<AttemptedHost> hosts)
    {
        var attempted = CountTraits(hosts);
        return [.. hosts.Where(host => host.IsCharged)
            .GroupBy(host => Pattern(host.Reason), StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group =>
                new ReasonCluster(group.Key, group.Count(), Separate([.. group], attempted, hosts.Count)))];
    }

    private static List<TraitLift> Separate(
        List<AttemptedHost> charged, Dictionary<(string, string), int> attempted, int all) =>
        [.. CountTraits(charged)
            .Select(trait => new TraitLift(
                trait.Key.Item1, trait.Key.Item2, trait.Value, attempted[trait.Key], charged.Count, all))
            .Where(trait => trait.Lift > 1 && trait.Strength >= StrengthMin)
            .OrderByDescending(trait => trait.Strength).ThenByDescending(trait => trait.Lift)
            .ThenBy(trait => trait.Name, StringComparer.Ordinal).Take(TraitsMax)];

    private static Dictionary<(string, string), int> CountTraits(IEnumerable<AttemptedHost> hosts) =>
        hosts.SelectMany(host => host.Traits.All()).CountBy(trait => trait).ToDictionary();

    private static string Pattern(string? reason) =>
        reason is null ? "no reason was told" : Number().Replace(reason, "#");

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
