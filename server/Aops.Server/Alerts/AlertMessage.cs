namespace Aops.Server.Alerts;

/// <summary>What a receiver gets: the body of a message of an alert.</summary>
internal sealed record AlertMessage
{
    /// <summary>Its id, also the header <c>webhook-id</c>: a message that comes twice has the same.</summary>
    public required string Id { get; init; }

    /// <summary><c>alert.firing</c> or <c>alert.resolved</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The server: its public address, or the name of its machine.</summary>
    public required string Server { get; init; }

    public required ToldAlert Alert { get; init; }
}

/// <summary>An alert as receivers are told of it.</summary>
internal sealed record ToldAlert
{
    /// <summary>Name of its rule.</summary>
    public required string Name { get; init; }

    public required AlertSeverity Severity { get; init; }

    /// <summary><c>firing</c> or <c>resolved</c>.</summary>
    public required AlertState State { get; init; }

    /// <summary>What the rule is for.</summary>
    public required string Note { get; init; }

    /// <summary>One sentence.</summary>
    public required string Why { get; init; }

    /// <summary>Since when its condition holds, or has ended.</summary>
    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? FiredAt { get; init; }

    public required AlertCondition Condition { get; init; }

    public required long Threshold { get; init; }

    public double? Value { get; init; }

    /// <summary>The hosts that it is about; absent for none.</summary>
    public AlertHosts? Hosts { get; init; }
}
