using Aops.Contracts;
using Aops.Server.Audit;

namespace Aops.Server.People;

/// <summary>
/// What the audit is told of requests that need another person. Their bodies may hold secrets: method and path are told, and
/// the request that is made once it is approved has rows of its own.
/// </summary>
internal static class ApprovalAudit
{
    /// <summary>A request waits.</summary>
    public static AuditChange Asked(ApprovalRecord record) => new(AuditKinds.ApprovalAsk, NameOf(record))
    {
        After = Describe(record, record.State), Query = record.Hosts, Hosts = record.Count,
    };

    /// <summary>A request that waited was decided.</summary>
    public static AuditChange Decided(ApprovalRecord record, ApprovalState state) =>
        new(AuditKinds.ApprovalDecide, NameOf(record))
        {
            Before = Describe(record, record.State), After = Describe(record, state),
            Query = record.Hosts, Hosts = record.Count,
        };

    /// <summary>A rule was written.</summary>
    /// <param name="before">The rule before; null for a new one.</param>
    public static AuditChange Written(ApprovalRule? before, ApprovalRule after) =>
        new(AuditKinds.ApprovalRuleWrite, NameOf(after))
        {
            Before = before is null ? null : Describe(before), After = Describe(after),
        };

    /// <summary>A rule was removed.</summary>
    public static AuditChange Removed(ApprovalRule rule) =>
        new(AuditKinds.ApprovalRuleRemove, NameOf(rule)) { Before = Describe(rule) };

    private static string NameOf(ApprovalRecord record) => $"approval:{record.Id}";

    private static string NameOf(ApprovalRule rule) => $"approval-rule:{rule.Name}";

    private static AuditFields Describe(ApprovalRecord record, ApprovalState state) => new AuditFields()
        .Set("state", KebabName.Of(state)).Set("method", record.Method).Set("path", record.Path)
        .Set("rule", record.Rule).Set("askedBy", record.AskedBy);

    private static AuditFields Describe(ApprovalRule rule) =>
        new AuditFields().Set("scope", rule.Scope).Set("hostsMin", rule.HostsMin);
}
