using System.Collections.Concurrent;
using System.Diagnostics;
using Aops.Contracts;

namespace Aops.Integration.Tests.Security;

/// <summary>How often each kind of hostile answer was given; its number is what chance is drawn from.</summary>
/// <param name="duration">How long the attack lasts from <see cref="Begin"/>.</param>
internal sealed class RedTeamTally(int seed, TimeSpan duration)
{
    // With the tenth that hosts add to it by chance.
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromSeconds(Limits.SlowDownSecondsMax * 1.15);

    private const int QuietsMax = 2;

    private readonly Stopwatch _clock = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private int _number;
    private int _quiets;

    /// <summary>Answers given so far.</summary>
    public int Total => _counts.Values.Sum();

    /// <summary>The source of chance of the next answer: the same seed gives the same answers in the same order.</summary>
    public Random Next() => new(unchecked((seed * 397) ^ (Interlocked.Increment(ref _number) * 7919)));

    /// <summary>Time that the attack goes on.</summary>
    public TimeSpan Left => duration - _clock.Elapsed;

    /// <summary>Begins the attack.</summary>
    public void Begin() => _clock.Start();

    /// <summary>
    /// Whether an answer may ask for a long quiet. Hosts obey one for five minutes: it must end before the attack does, and
    /// most hosts must go on listening.
    /// </summary>
    public bool MayQuieten(Random random) =>
        Left > LongestQuiet && random.Next(20) == 0 && Interlocked.Increment(ref _quiets) <= QuietsMax;

    /// <summary>Counts an answer.</summary>
    public void Count(string kind) => _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);

    public override string ToString() => string.Join(", ",
        _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}"));
}
