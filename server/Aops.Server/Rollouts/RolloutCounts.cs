using Aops.Contracts;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;

namespace Aops.Server.Rollouts;

/// <summary>Hosts of rollouts, counted by their states.</summary>
internal static class RolloutCounts
{
    // In the order of the states.
    private static readonly string[] Words = [.. Enum.GetValues<AssignmentState>().Select(KebabName.Of)];

    private static readonly HashSet<string> Charged = WordsOf(AssignmentTable.IsCharged);
    private static readonly HashSet<string> Attempted = WordsOf(AssignmentTable.IsAttempted);

    /// <summary>Hosts of each stage by their state.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, int>> Of(IEnumerable<RolloutHost> hosts, int stages)
    {
        var counts = new Dictionary<AssignmentState, int>[stages];
        for (var i = 0; i < stages; i++) counts[i] = [];
        foreach (var host in hosts)
        {
            var stage = counts[host.Assignment.Stage];
            stage[host.Assignment.State] = stage.GetValueOrDefault(host.Assignment.State) + 1;
        }
        return [.. counts.Select(stage => stage.OrderBy(entry => entry.Key)
            .ToDictionary(entry => KebabName.Of(entry.Key), entry => entry.Value))];
    }

    /// <summary>Hosts by their state once some of them have moved.</summary>
    /// <param name="counts">Those of before.</param>
    /// <param name="changes">The moves.</param>
    /// <param name="hosts">The hosts of before, as the moves count them.</param>
    public static IReadOnlyList<IReadOnlyDictionary<string, int>> Move(
        IReadOnlyList<IReadOnlyDictionary<string, int>> counts, IReadOnlyList<AssignmentChange> changes,
        IReadOnlyList<RolloutHost> hosts)
    {
        if (changes.Count == 0) return counts;
        var moved = counts.Select(stage => stage.ToDictionary()).ToList();
        foreach (var change in changes)
        {
            var stage = moved[change.After.Stage];
            var (from, to) = (KebabName.Of(hosts[change.Index].Assignment.State), KebabName.Of(change.After.State));
            stage[from] = stage.GetValueOrDefault(from) - 1;
            stage[to] = stage.GetValueOrDefault(to) + 1;
        }
        return
        [
            .. moved.Select(stage => Words.Where(word => stage.GetValueOrDefault(word) > 0)
                .ToDictionary(word => word, word => stage[word])),
        ];
    }

    /// <summary>The same of all stages together.</summary>
    public static IReadOnlyDictionary<string, int> Sum(IEnumerable<IReadOnlyDictionary<string, int>> stages) =>
        stages.SelectMany(stage => stage).GroupBy(entry => entry.Key)
            .ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value));

    /// <summary>Those that are charged.</summary>
    public static int CountCharged(IReadOnlyDictionary<string, int> counts) => Count(counts, Charged);

    /// <summary>Those with a verdict that is not blameless.</summary>
    public static int CountAttempted(IReadOnlyDictionary<string, int> counts) => Count(counts, Attempted);

    private static int Count(IReadOnlyDictionary<string, int> counts, HashSet<string> words) =>
        counts.Where(entry => words.Contains(entry.Key)).Sum(entry => entry.Value);

    private static HashSet<string> WordsOf(Func<AssignmentState, bool> isOne) =>
        [.. Enum.GetValues<AssignmentState>().Where(isOne).Select(state => KebabName.Of(state))];
}
