namespace Aops.Native.Events;

/// <summary>
/// Exponential backoff with full jitter: the n-th delay is random between 0 and min(cap, initial × factor^n), so
/// that agents that lost their server at the same moment do not all reconnect at the same moment.
/// </summary>
/// <param name="Initial">Upper bound of the first delay.</param>
/// <param name="Factor">Growth of the upper bound from one delay to the next; at least 1.</param>
/// <param name="Cap">Upper bound of every delay.</param>
public readonly record struct ExponentialBackoff(TimeSpan Initial, double Factor, TimeSpan Cap)
{
    /// <summary>The upper bound of a delay.</summary>
    /// <param name="failures">Consecutive failures so far, from 1.</param>
    public TimeSpan MaxDelay(int failures)
    {
        var bound = Initial.TotalSeconds * Math.Pow(Factor, Math.Max(0, failures - 1));
        return bound >= Cap.TotalSeconds ? Cap : TimeSpan.FromSeconds(bound);
    }

    /// <summary>Draws a random delay between zero and <see cref="MaxDelay"/>.</summary>
    /// <param name="failures">Consecutive failures so far, from 1.</param>
    public TimeSpan NextDelay(int failures, Random random) => MaxDelay(failures) * random.NextDouble();
}
