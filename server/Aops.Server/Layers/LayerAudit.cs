using Aops.Server.Audit;

namespace Aops.Server.Layers;

/// <summary>What the audit is told of layers. The values of variables are secrets: their names are told.</summary>
internal static class LayerAudit
{
    /// <summary>A layer has a new revision.</summary>
    public static AuditChange Written(LayerOutcome.Changed changed)
    {
        var revision = changed.Revision;
        return new(
            revision.RevertOf is null ? AuditKinds.LayerWrite : AuditKinds.LayerRevert, $"layer:{revision.Layer.Text}")
        {
            Before = changed.Head is { } head ? Describe(head) : null,
            After = Describe(revision),
            HostIds = revision.Layer.Kind == LayerKind.Host ? [revision.Layer.Subject] : [],
            Hosts = changed.Hosts,
            OperationId = changed.OperationId,
            Reason = revision.Message,
        };
    }

    private static AuditFields Describe(LayerRevision revision)
    {
        var fields = new AuditFields().Set("revision", revision.Number).Set("revertOf", revision.RevertOf);
        if (revision.Document is not { } document) return fields;
        return fields.Set("agent", document.Agent?.Version)
            .Set("subAgents", document.SubAgents?.Select(Describe))
            .Set("replaceSubAgents", document.ReplaceSubAgents)
            .Set("settings", document.Settings.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)))
            .Set("paused", document.Paused);
    }

    private static AuditFields Describe(LayerSubAgent subAgent) => new AuditFields()
        .Set("name", subAgent.Name).Set("version", subAgent.Version).Set("running", subAgent.Running)
        .Set("env", subAgent.Env?.Select(
            pair => new KeyValuePair<string, SecretText>(pair.Key, new SecretText(pair.Value))))
        .Set("args", subAgent.Args).Set("removed", subAgent.Removed);
}
