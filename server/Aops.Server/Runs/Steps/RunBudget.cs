namespace Aops.Server.Runs.Steps;

/// <summary>How many hosts may fail before the others have no turn any more. One of both is there.</summary>
/// <param name="Failures">A number of hosts; null for none.</param>
/// <param name="Percent">A share of those that tried, from <see cref="AttemptedMin"/> on; null for none.</param>
internal sealed record RunBudget(int? Failures, int? Percent)
{
    /// <summary>Hosts that must have tried before a share means something.</summary>
    public const int AttemptedMin = 5;

    /// <summary>The budget where none is named.</summary>
    public static RunBudget Default { get; } = new(null, FleetLimits.RunFailuresPercentDefault);

    /// <summary>Whether more have failed than may.</summary>
    public bool IsSpent(long attempted, long charged) => Failures is { } most
        ? charged > most
        : attempted >= AttemptedMin && 100 * charged > Percent * attempted;

    /// <summary>The same between two steps of a ramp, where a share means something whatever the number that tried.</summary>
    public bool IsSpentBetweenSteps(long attempted, long charged) =>
        IsSpent(attempted, charged) || 100 * charged > Percent * attempted;

    /// <summary>It in words: a clause.</summary>
    public string Sentence => Failures is { } most ? $"{most} may fail" : $"{Percent} percent may fail";
}
