using Aops.Server.Storage;

namespace Aops.Server.Webhooks;

/// <summary>Reads and writes webhooks; each write is one transaction.</summary>
/// <param name="findUser">Finds what sends to a webhook by its name, and keeps it from being removed; null for nothing.</param>
internal sealed class WebhookStore(Database database, Func<StoreConnection, string, string?> findUser)
{
    /// <summary>Webhooks by name.</summary>
    /// <param name="after">The name that theirs come after; empty for the first ones.</param>
    public ValueTask<List<Webhook>> ListAsync(string after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => WebhookRows.List(connection, after, limit), cancellationToken);

    /// <summary>One of them, or null.</summary>
    public ValueTask<Webhook?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => WebhookRows.Find(connection, name), cancellationToken);

    /// <summary>Names of those in use that take nothing, in order.</summary>
    public ValueTask<List<string>> ListFailingAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(WebhookRows.ListFailing, cancellationToken);

    /// <summary>Deliveries of a webhook, the newest first.</summary>
    /// <param name="before">The number that theirs are less than.</param>
    public ValueTask<List<Delivery>> ListDeliveriesAsync(
        string webhook, long before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => DeliveryRows.List(connection, webhook, before, limit), cancellationToken);

    /// <summary>Writes a webhook; what waits for it is tried at once.</summary>
    /// <param name="isDry">Whether only to tell what would be.</param>
    public Task<WebhookOutcome> SaveAsync(WebhookChange change, bool isDry, CancellationToken cancellationToken) =>
        database.RunAsync<WebhookOutcome>(connection => Save(connection, change, isDry), isDry, cancellationToken);

    /// <summary>Removes a webhook, with what waits for it.</summary>
    /// <param name="expected">The revision that it must have; null for any.</param>
    /// <param name="isDry">Whether only to tell what would be.</param>
    public Task<WebhookOutcome> RemoveAsync(
        string name, long? expected, bool isDry, CancellationToken cancellationToken)
    {
        WebhookOutcome Remove(StoreConnection connection)
        {
            if (WebhookRows.Find(connection, name) is not { } webhook) return new WebhookOutcome.NoSuchWebhook();
            if (expected is not null && expected != webhook.Revision)
                return new WebhookOutcome.OtherRevision(webhook.Revision);
            if (findUser(connection, name) is { } user) return new WebhookOutcome.InUse(user);
            if (isDry) return new WebhookOutcome.Removed();
            WebhookRows.Remove(connection, name);
            AuditRows.Append(connection, WebhookAudit.Removed(webhook));
            return new WebhookOutcome.Removed();
        }

        return database.RunAsync(Remove, isDry, cancellationToken);
    }

    /// <summary>Queues a message that an admin asks for.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="isDry">Whether only to tell whether it could be.</param>
    public Task<WebhookOutcome> TestAsync(Delivery delivery, bool isDry, CancellationToken cancellationToken)
    {
        WebhookOutcome Queue(StoreConnection connection)
        {
            if (WebhookRows.Find(connection, delivery.Webhook) is not { } webhook)
                return new WebhookOutcome.NoSuchWebhook();
            if (!webhook.IsEnabled) return new WebhookOutcome.SwitchedOff();
            if (isDry) return new WebhookOutcome.Queued(delivery);
            DeliveryRows.Add(connection, delivery);
            AuditRows.Append(connection, WebhookAudit.Tested(webhook, delivery));
            return new WebhookOutcome.Queued(DeliveryRows.List(connection, webhook.Name, long.MaxValue, 1)[0]);
        }

        return database.RunAsync(Queue, isDry, cancellationToken);
    }

    /// <summary>Forgets deliveries that ended long ago.</summary>
    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) => database.WriteAsync(
        connection => DeliveryRows.Forget(connection, before), Durability.Process, cancellationToken);

    private static WebhookOutcome Save(StoreConnection connection, WebhookChange change, bool isDry)
    {
        var before = WebhookRows.Find(connection, change.Name);
        if (change.IsNew && before is not null) return new WebhookOutcome.NameTaken();
        if (!change.IsNew && before is null) return new WebhookOutcome.NoSuchWebhook();
        if (change.Expected is { } expected && expected != (before?.Revision ?? 0))
            return new WebhookOutcome.OtherRevision(before?.Revision ?? 0);
        if (before is null && WebhookRows.Count(connection) >= WebhookLimits.WebhooksMax)
            return new WebhookOutcome.TooMany();
        var webhook = new Webhook
        {
            Name = change.Name,
            Url = change.Url ?? before!.Url,
            Secret = change.Secret ?? before!.Secret,
            Note = change.Note ?? before?.Note ?? "",
            IsEnabled = change.IsEnabled ?? before?.IsEnabled ?? true,
            Revision = (before?.Revision ?? 0) + 1,
            ChangedAt = change.Now,
            ChangedBy = change.By,
            DeliveredAt = before?.DeliveredAt,
            FailingSince = before?.FailingSince,
            Fault = before?.Fault,
        };
        if (isDry) return new WebhookOutcome.Saved(webhook);
        WebhookRows.Save(connection, webhook);
        DeliveryRows.Hurry(connection, webhook.Name, change.Now);
        AuditRows.Append(connection, WebhookAudit.Written(before, webhook));
        return new WebhookOutcome.Saved(webhook);
    }
}
