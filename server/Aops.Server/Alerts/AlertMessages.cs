namespace Aops.Server.Alerts;

/// <summary>The alert of a rule, as it stands.</summary>
internal sealed record AlertView
{
    /// <summary>Name of its rule.</summary>
    public required string Name { get; init; }

    public required AlertSeverity Severity { get; init; }

    public required AlertState State { get; init; }

    /// <summary>When it entered the state; absent for one that was never evaluated.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Since when its condition holds; absent where it does not.</summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>When it fired last; absent for never.</summary>
    public DateTimeOffset? FiredAt { get; init; }

    /// <summary>What the newest evaluation has found: one sentence.</summary>
    public required string Why { get; init; }

    /// <summary>What was found when it entered the state: one sentence; absent for one that was never evaluated.</summary>
    public string? Reason { get; init; }

    /// <summary>When the rule was evaluated last; absent before the first time since the start of the server.</summary>
    public DateTimeOffset? EvaluatedAt { get; init; }

    public required AlertCondition Condition { get; init; }

    /// <summary>The number that is compared with the threshold; absent where it is not known.</summary>
    public double? Value { get; init; }

    public required long Threshold { get; init; }

    /// <summary>The hosts that it is about; absent for none.</summary>
    public AlertHosts? Hosts { get; init; }

    /// <summary>What the rule is for.</summary>
    public required string Note { get; init; }

    /// <summary>Whether the rule is evaluated.</summary>
    public required bool Enabled { get; init; }
}

/// <summary>Hosts that an alert is about.</summary>
internal sealed record AlertHosts
{
    /// <summary>Their query.</summary>
    public required string Q { get; init; }

    /// <summary>How many there were at the evaluation; absent where that is not known.</summary>
    public long? Count { get; init; }

    /// <summary>Where the server lists them.</summary>
    public required string Path { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/alerts</c>.</summary>
internal sealed record AlertList
{
    /// <summary>By the name of their rules.</summary>
    public required IReadOnlyList<AlertView> Alerts { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
