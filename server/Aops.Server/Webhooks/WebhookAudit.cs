using Aops.Server.Audit;

namespace Aops.Server.Webhooks;

/// <summary>What the audit is told of webhooks: of an address scheme, host and port, and of a secret that it is another one.</summary>
internal static class WebhookAudit
{
    /// <summary>A webhook was written.</summary>
    /// <param name="before">The webhook before; null for a new one.</param>
    public static AuditChange Written(Webhook? before, Webhook after) =>
        new(AuditKinds.WebhookWrite, NameOf(after.Name))
        {
            Before = before is null ? null : Describe(before),
            After = Describe(after).Set("isOtherUrl", before is not null && before.Url != after.Url)
                .Set("isOtherSecret", before is not null && !before.Secret.Key.SequenceEqual(after.Secret.Key)),
        };

    /// <summary>A webhook was removed.</summary>
    public static AuditChange Removed(Webhook webhook) =>
        new(AuditKinds.WebhookRemove, NameOf(webhook.Name)) { Before = Describe(webhook) };

    /// <summary>A webhook is tried.</summary>
    public static AuditChange Tested(Webhook webhook, Delivery delivery) =>
        new(AuditKinds.WebhookTest, NameOf(webhook.Name))
        {
            After = new AuditFields().Set("delivery", delivery.Id),
        };

    private static string NameOf(string name) => $"webhook:{name}";

    private static AuditFields Describe(Webhook webhook) => new AuditFields()
        .Set("origin", webhook.Origin).Set("url", webhook.Url).Set("note", webhook.Note)
        .Set("enabled", webhook.IsEnabled).Set("revision", webhook.Revision);
}
