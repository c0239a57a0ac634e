namespace Aops.Contracts;

/// <summary>
/// Exponential backoff with full jitter: the n-th wait is a random time up to min(cap, initial × factor^n), so that a
/// fleet that lost its server at one moment does not come back at one moment.
/// </summary>
/// <param name="Initial">Bound of the first wait.</param>
/// <param name="Factor">Growth of the bound from one wait to the next; at least 1.</param>
/// <param name="Cap">Bound of every wait.</param>
public readonly record struct ExponentialBackoff(TimeSpan Initial, double Factor, TimeSpan Cap)
{
    /// <summary>The bound of a wait.</summary>
    /// <param name="failures">Failures so far in a row, from 1.</param>
    public TimeSpan MaxDelay(int failures)
    {
        var bound = Initial.TotalSeconds * Math.Pow(Factor, Math.Max(0, failures - 1));
        return bound >= Cap.TotalSeconds ? Cap : TimeSpan.FromSeconds(bound);
    }

    /// <summary>Draws a wait.</summary>
    /// <param name="failures">Failures so far in a row, from 1.</param>
    /// <param name="random">The source of chance.</param>
    public TimeSpan NextDelay(int failures, Random random) => MaxDelay(failures) * random.NextDouble();
}
