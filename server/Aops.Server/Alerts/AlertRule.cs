namespace Aops.Server.Alerts;

/// <summary>A rule: what is looked at, when that is an alert, and who is told.</summary>
internal sealed record AlertRule
{
    /// <summary>The route of every webhook.</summary>
    public const string EveryWebhook = "*";

    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string Note { get; init; }

    public required AlertSeverity Severity { get; init; }

    public required AlertCondition Condition { get; init; }

    /// <summary>The hosts that are counted, in canonical form; empty for another condition.</summary>
    public required string Q { get; init; }

    /// <summary>The hosts of which those of <see cref="Q"/> are a share, in canonical form; empty for the fleet.</summary>
    public required string Of { get; init; }

    /// <summary>The number from which on, or down to which, the condition holds.</summary>
    public required long Threshold { get; init; }

    /// <summary>Whether <see cref="Threshold"/> is a percentage of the hosts of <see cref="Of"/>.</summary>
    public required bool IsShare { get; init; }

    /// <summary>What is compared is how many hosts are more than were the fewest within this time; zero for all hosts.</summary>
    public required TimeSpan Rise { get; init; }

    /// <summary>How long the condition has to hold.</summary>
    public required TimeSpan For { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>Names of webhooks, or <see cref="EveryWebhook"/>.</summary>
    public required IReadOnlyList<string> Routes { get; init; }

    /// <summary>How often it was written; what its ETag is.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }
}
