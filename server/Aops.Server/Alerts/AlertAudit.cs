using Aops.Server.Audit;

namespace Aops.Server.Alerts;

/// <summary>What the audit is told of rules and silences; where an alert stands is reported, and is an event.</summary>
internal static class AlertAudit
{
    /// <summary>A rule was written.</summary>
    /// <param name="before">The rule before; null for a new one.</param>
    public static AuditChange Written(AlertRule? before, AlertRule after) =>
        new(AuditKinds.AlertRuleWrite, NameOf(after))
        {
            Before = before is null ? null : Describe(before), After = Describe(after),
            Query = after.Q.Length > 0 ? after.Q : null,
        };

    /// <summary>A rule was removed.</summary>
    public static AuditChange Removed(AlertRule rule) =>
        new(AuditKinds.AlertRuleRemove, NameOf(rule)) { Before = Describe(rule) };

    /// <summary>A silence begins.</summary>
    public static AuditChange Created(Silence silence) => new(AuditKinds.SilenceCreate, NameOf(silence))
    {
        After = Describe(silence), Query = silence.Q, Reason = silence.Reason,
    };

    /// <summary>A silence was ended, or one that had ended is not listed any more.</summary>
    public static AuditChange Removed(Silence silence) =>
        new(AuditKinds.SilenceRemove, NameOf(silence)) { Before = Describe(silence) };

    private static string NameOf(AlertRule rule) => $"alert-rule:{rule.Name}";

    private static string NameOf(Silence silence) => $"silence:{silence.Id}";

    private static AuditFields Describe(AlertRule rule) => new AuditFields()
        .Set("note", rule.Note).Set("severity", AlertWords.Of(rule.Severity))
        .Set("condition", AlertWords.Of(rule.Condition)).Set("q", rule.Q.Length > 0 ? rule.Q : null)
        .Set("of", rule.IsShare ? rule.Of : null).Set("threshold", rule.Threshold).Set("share", rule.IsShare)
        .Set("riseSeconds", (long)rule.Rise.TotalSeconds).Set("forSeconds", (long)rule.For.TotalSeconds)
        .Set("enabled", rule.IsEnabled).Set("routes", rule.Routes).Set("revision", rule.Revision);

    private static AuditFields Describe(Silence silence) => new AuditFields()
        .Set("rule", silence.Rule).Set("q", silence.Q).Set("until", silence.Until).Set("author", silence.Author)
        .Set("reason", silence.Reason);
}
