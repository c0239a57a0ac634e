namespace Aops.Server.Alerts;

/// <summary>A write of a rule that was checked.</summary>
/// <param name="Rule">The rule; its revision is given by the write.</param>
/// <param name="IsNew">Whether it is made by it; else it is there.</param>
/// <param name="Expected">The revision that it must have; null for any.</param>
internal sealed record AlertRuleChange(AlertRule Rule, bool IsNew, long? Expected);
