namespace Aops.Server.Alerts;

/// <summary>How a write of a rule ended.</summary>
internal abstract record AlertRuleOutcome
{
    /// <summary>It is written, or would be.</summary>
    public sealed record Saved(AlertRule Rule) : AlertRuleOutcome;

    /// <summary>It is removed, or would be.</summary>
    public sealed record Removed : AlertRuleOutcome;

    /// <summary>No rule has the name.</summary>
    public sealed record NoSuchRule : AlertRuleOutcome;

    /// <summary>A rule has the name already.</summary>
    public sealed record NameTaken : AlertRuleOutcome;

    /// <summary>There are as many rules as there may be.</summary>
    public sealed record TooMany : AlertRuleOutcome;

    /// <summary>It routes to a webhook that is not there.</summary>
    public sealed record NoSuchWebhook(string Name) : AlertRuleOutcome;

    /// <summary>Another operator has written it.</summary>
    /// <param name="Revision">The revision that it has now.</param>
    public sealed record OtherRevision(long Revision) : AlertRuleOutcome;
}
