namespace Aops.Sweep;

/// <summary>Which points are tried, and in which order.</summary>
public static class SweepPlan
{
    /// <summary>Every point of a run: each call that was seen, each side of it, each target.</summary>
    /// <param name="keys">The calls of a run, as their keys in their order.</param>
    public static IReadOnlyList<CrashPoint> All(string scenario, IEnumerable<string> keys)
    {
        var counts = new Dictionary<string, int>();
        var points = new List<CrashPoint>();
        foreach (var key in keys)
        {
            var nth = counts[key] = counts.GetValueOrDefault(key) + 1;
            foreach (var target in Enum.GetValues<Target>())
            {
                foreach (var moment in Enum.GetValues<CrashSide>())
                    points.Add(new CrashPoint(scenario, target, moment, nth, key));
            }
        }
        return points;
    }

    /// <summary>
    /// Distinct points: of the calls of one kind the first two, the middle one and the last. Hundreds of
    /// writes of one unnamed file leave the same host, except for the length of garbage.
    /// </summary>
    /// <param name="points">All points of one scenario.</param>
    public static IEnumerable<CrashPoint> Distinct(IEnumerable<CrashPoint> points) =>
        points.GroupBy(p => p.Key).SelectMany(kind =>
        {
            var last = kind.Max(p => p.Nth);
            return kind.Where(p => p.Nth <= 2 || p.Nth == last || p.Nth == (last + 1) / 2);
        });

    /// <summary>
    /// A sample of the points, alternating between kinds of calls, so that hundreds of writes of one
    /// unpacked file do not displace the decisive rename.
    /// </summary>
    /// <param name="points">All points.</param>
    /// <param name="count">Size of the sample; null for all.</param>
    /// <param name="seed">Seed of the choice.</param>
    public static IReadOnlyList<CrashPoint> Choose(IEnumerable<CrashPoint> points, int? count, int seed)
    {
        var random = new Random(seed);
        var kinds = points.GroupBy(p => (p.Scenario, p.Key)).Select(g => g.ToArray()).ToArray();
        random.Shuffle(kinds);
        foreach (var kind in kinds) random.Shuffle(kind);
        var turns = Enumerable.Range(0, kinds.Max(k => k.Length))
            .SelectMany(turn => kinds.Where(k => turn < k.Length).Select(k => k[turn]));
        return [.. count is { } limit ? turns.Take(limit) : turns];
    }
}
