using Aops.Server.Audit;

namespace Aops.Server.Deployments;

/// <summary>What the audit is told of deployments; their runs have rows of their own.</summary>
internal static class DeploymentAudit
{
    /// <summary>How the audit calls a deployment.</summary>
    public static string ObjectOf(string name) => $"deployment:{name}";

    /// <summary>A deployment was written.</summary>
    /// <param name="before">The deployment before; null where it is new.</param>
    public static AuditChange Saved(DeploymentRecord deployment, DeploymentRecord? before) =>
        new(before is null ? AuditKinds.DeploymentCreate : AuditKinds.DeploymentReplace, ObjectOf(deployment.Name))
        {
            Before = before is null ? null : Describe(before),
            After = Describe(deployment),
            Query = deployment.Query,
        };

    /// <summary>A deployment was removed.</summary>
    public static AuditChange Removed(DeploymentRecord deployment) =>
        new(AuditKinds.DeploymentRemove, ObjectOf(deployment.Name)) { Before = Describe(deployment) };

    private static AuditFields Describe(DeploymentRecord deployment) => new AuditFields()
        .Set("runbook", $"{deployment.Runbook.Name} {deployment.Runbook.Version}").Set("q", deployment.Query)
        .Set("note", deployment.Note).Set("revision", deployment.Revision)
        .Set("contentRevision", deployment.ContentRevision).Set("concurrency", deployment.Pace.Concurrency)
        .Set("parameters",
            deployment.Parameters.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value)));
}
