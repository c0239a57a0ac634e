using Aops.Query;
using Aops.Server.Audit;

namespace Aops.Server.Hosts.Labels;

/// <summary>What the audit is told of labels.</summary>
internal static class LabelAudit
{
    /// <summary>The labels of one host were changed.</summary>
    public static AuditChange Of(string hostId, LabelChange change, IReadOnlyDictionary<string, string> before) =>
        new(AuditKinds.LabelsChange, $"host:{hostId}")
        {
            Before = Describe(before), After = Describe(change.Over(before)), HostIds = [hostId],
        };

    /// <summary>The labels of the hosts of a query are changed.</summary>
    /// <param name="ids">The hosts; empty where the operation has noted them.</param>
    public static AuditChange OfMany(
        QueryNode query, LabelChange change, IReadOnlyList<string> ids, string? operationId) =>
        new(AuditKinds.LabelsChange, "hosts")
        {
            After = new AuditFields().Set("labels", change.Labels),
            Query = QueryText.Of(query),
            HostIds = ids,
            OperationId = operationId,
        };

    private static AuditFields Describe(IReadOnlyDictionary<string, string> labels) => new AuditFields()
        .Set("labels", labels.Select(label => new KeyValuePair<string, string?>(label.Key, label.Value)));
}
