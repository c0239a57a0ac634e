namespace Aops.Supervision;

/// <summary>The criteria by which a version of a sub-agent counts as healthy.</summary>
/// <param name="HealthyTime">
/// How long it must have been up: since it was ready, or executed if it has no readiness probe.
/// </param>
/// <param name="DeathsMax">Consecutive failures after which it is unhealthy.</param>
/// <param name="Deadline">Longest wait.</param>
public sealed record HealthRule(TimeSpan HealthyTime, int DeathsMax, TimeSpan Deadline);

/// <summary>Whether a version of a sub-agent is healthy.</summary>
/// <param name="Fault">Why it is not: a clause whose subject is the version; null if it is.</param>
public sealed record HealthVerdict(string? Fault)
{
    /// <summary>Whether it is healthy.</summary>
    public bool IsHealthy => Fault is null;
}
