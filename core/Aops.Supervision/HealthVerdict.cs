namespace Aops.Supervision;

/// <summary>What proves a version of a sub-agent.</summary>
/// <param name="HealthyTime">How long it must have been up: since it was ready, or executed where no check says so.</param>
/// <param name="DeathsMax">Deaths in a row after which it is not waited for any longer.</param>
/// <param name="Deadline">Longest wait.</param>
public sealed record HealthRule(TimeSpan HealthyTime, int DeathsMax, TimeSpan Deadline);

/// <summary>Whether a version of a sub-agent has proved itself.</summary>
/// <param name="Fault">Why it has not: a clause whose subject is the version; null if it has.</param>
public sealed record HealthVerdict(string? Fault)
{
    /// <summary>Whether it has.</summary>
    public bool IsHealthy => Fault is null;
}
