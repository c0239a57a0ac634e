using System.Collections.Concurrent;

namespace Aops.Integration.Tests.Security;

/// <summary>How often each kind of hostile answer was given; its number is what chance is drawn from.</summary>
internal sealed class RedTeamTally(int seed)
{
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private int _number;

    /// <summary>Answers given so far.</summary>
    public int Total => _counts.Values.Sum();

    /// <summary>The source of chance of the next answer: the same seed gives the same answers in the same order.</summary>
    public Random Next() => new(unchecked((seed * 397) ^ (Interlocked.Increment(ref _number) * 7919)));

    /// <summary>Counts an answer.</summary>
    public void Count(string kind) => _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);

    public override string ToString() => string.Join(", ",
        _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"));
}
