using Aops.Server.Audit;
using Aops.Server.Layers;

namespace Aops.Server.Groups;

/// <summary>What the audit is told of groups.</summary>
internal static class GroupAudit
{
    /// <summary>A group was written.</summary>
    /// <param name="before">The group before; null where it is new.</param>
    /// <param name="operationId">The operation that moves its hosts; null for none.</param>
    public static AuditChange Saved(GroupRecord group, GroupRecord? before, string? operationId) =>
        new(before is null ? AuditKinds.GroupCreate : AuditKinds.GroupReplace, LayerName.Group(group.Name).Text)
        {
            Before = before is null ? null : Describe(before),
            After = Describe(group),
            OperationId = operationId,
        };

    /// <summary>A group was removed.</summary>
    public static AuditChange Removed(GroupRecord group) =>
        new(AuditKinds.GroupRemove, LayerName.Group(group.Name).Text) { Before = Describe(group) };

    private static AuditFields Describe(GroupRecord group) => new AuditFields()
        .Set("rank", group.Rank).Set("q", group.Q).Set("note", group.Note).Set("revision", group.Revision);
}
