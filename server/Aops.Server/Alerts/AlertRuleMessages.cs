using System.Text.Json.Serialization;

namespace Aops.Server.Alerts;

/// <summary>Body of <c>POST /api/v1/alert-rules</c> and of <c>PUT /api/v1/alert-rules/{name}</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AlertRuleRequest
{
    /// <summary>Its name; in a PUT the path has it, and this may be absent.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for, and what to do; receivers are told it.</summary>
    public string? Note { get; init; }

    public AlertSeverity Severity { get; set; } = AlertSeverity.Warning;

    public required AlertCondition Condition { get; init; }

    /// <summary>With the condition <c>hosts</c> alone: the hosts that are counted.</summary>
    public string? Q { get; init; }

    /// <summary>With <c>share</c> alone: the hosts of which those of <c>q</c> are a share; the fleet without it.</summary>
    public string? Of { get; init; }

    /// <summary>
    /// The number from which on the condition holds (hosts, percent of hosts, percent of the interval of backups, webhooks,
    /// clones), or down to which (days, percent of the disk).
    /// </summary>
    public required long Threshold { get; init; }

    /// <summary>With the condition <c>hosts</c> alone: whether the threshold is a percentage.</summary>
    public bool Share { get; init; }

    /// <summary>
    /// With the condition <c>hosts</c> alone: counted is how many hosts are more than were the fewest within as many seconds,
    /// 60 to 86,400; 0 for all of them.
    /// </summary>
    public long RiseSeconds { get; init; }

    /// <summary>How long the condition has to hold, in seconds.</summary>
    public long ForSeconds { get; init; }

    public bool Enabled { get; set; } = true;

    /// <summary>Names of the webhooks that are told, or <c>*</c> for every one, also those that come later.</summary>
    public IReadOnlyList<string> Routes { get; set; } = [AlertRule.EveryWebhook];
}

/// <summary>A rule as it is shown.</summary>
internal sealed record AlertRuleView
{
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required string Note { get; init; }

    public required AlertSeverity Severity { get; init; }

    public required AlertCondition Condition { get; init; }

    /// <summary>The hosts that are counted, in canonical form; absent for another condition.</summary>
    public string? Q { get; init; }

    /// <summary>The hosts of which those of <c>q</c> are a share, in canonical form; empty for the fleet; absent for no share.</summary>
    public string? Of { get; init; }

    public required long Threshold { get; init; }

    /// <summary>Whether the threshold is a percentage of hosts.</summary>
    public required bool Share { get; init; }

    /// <summary>Seconds over which a rise is counted; 0 for all hosts.</summary>
    public required long RiseSeconds { get; init; }

    /// <summary>How long the condition has to hold.</summary>
    public required long ForSeconds { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>Names of webhooks, or <c>*</c>.</summary>
    public required IReadOnlyList<string> Routes { get; init; }

    /// <summary>Also sent as ETag.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who wrote it; <c>aops-server</c> for a rule that every server begins with.</summary>
    public required string ChangedBy { get; init; }

    public static AlertRuleView Show(AlertRule rule) => new()
    {
        Name = rule.Name,
        Note = rule.Note,
        Severity = rule.Severity,
        Condition = rule.Condition,
        Q = rule.Condition == AlertCondition.Hosts ? rule.Q : null,
        Of = rule.IsShare ? rule.Of : null,
        Threshold = rule.Threshold,
        Share = rule.IsShare,
        RiseSeconds = (long)rule.Rise.TotalSeconds,
        ForSeconds = (long)rule.For.TotalSeconds,
        Enabled = rule.IsEnabled,
        Routes = rule.Routes,
        Revision = rule.Revision,
        ChangedAt = rule.ChangedAt,
        ChangedBy = rule.ChangedBy,
    };
}

/// <summary>Answer of <c>GET /api/v1/alert-rules</c>.</summary>
internal sealed record AlertRuleList
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<AlertRuleView> Rules { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Answer to a write of a rule.</summary>
internal sealed record AlertRuleReply
{
    /// <summary>The rule as it is after the write, or would be.</summary>
    public required AlertRuleView Rule { get; init; }

    /// <summary>Whether its condition holds now; absent where that is not known.</summary>
    public bool? Holds { get; init; }

    /// <summary>What is found now: one sentence.</summary>
    public required string Why { get; init; }

    /// <summary>Whether nothing was written.</summary>
    public required bool DryRun { get; init; }
}
