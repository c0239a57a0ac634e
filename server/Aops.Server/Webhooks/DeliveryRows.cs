using System.Data.Common;
using Aops.Contracts;
using Aops.Server.Storage;

namespace Aops.Server.Webhooks;

/// <summary>Deliveries in the database, within a transaction or a read.</summary>
internal static class DeliveryRows
{
    private const string Select =
        "SELECT d.id, d.message_id, d.webhook, d.kind, d.alert, d.body, d.created_at, d.state, d.attempts, " +
        "d.next_at, d.ended_at, d.status, d.fault FROM webhook_delivery d ";

    private const string Overrun = "more deliveries wait for this webhook than may";

    /// <summary>A new id for a receiver; later ones are greater.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString("N");

    /// <summary>Deliveries of a webhook, the newest first.</summary>
    /// <param name="before">The number that theirs are less than.</param>
    public static List<Delivery> List(StoreConnection connection, string webhook, long before, int limit) =>
        connection.Prepare(Select + "WHERE d.webhook = @webhook AND d.id < @before ORDER BY d.id DESC LIMIT @limit")
            .Set("@webhook", webhook).Set("@before", before).Set("@limit", limit).Read(Read);

    /// <summary>The first that waits for a webhook, or null.</summary>
    public static Delivery? FindFirst(StoreConnection connection, string webhook) => connection.Prepare(
        Select + "WHERE d.webhook = @webhook AND d.state = 'waiting' ORDER BY d.id LIMIT 1")
        .Set("@webhook", webhook).ReadFirst(Read);

    /// <summary>The first that waits for each webhook that is in use.</summary>
    public static List<(string Webhook, DateTimeOffset NextAt)> ListFirst(StoreConnection connection) =>
        connection.Prepare(
        "SELECT w.name, d.next_at FROM webhook w JOIN webhook_delivery d ON d.id = (SELECT min(f.id) " +
        "FROM webhook_delivery f WHERE f.webhook = w.name AND f.state = 'waiting') WHERE w.enabled = 1 ORDER BY w.name")
        .Read(row => (row.GetString(0), row.TimeOrNull(1) ?? DateTimeOffset.UnixEpoch));

    /// <summary>How many wait for all webhooks.</summary>
    public static long CountWaiting(StoreConnection connection) =>
        connection.Prepare("SELECT count(*) FROM webhook_delivery WHERE ended_at IS NULL").ReadNumber();

    /// <summary>Adds one. Of a webhook for which too many wait the first is given up; what ended long ago is forgotten.</summary>
    public static void Add(StoreConnection connection, Delivery delivery)
    {
        connection.Prepare(
            "INSERT INTO webhook_delivery " +
            "(message_id, webhook, kind, alert, body, created_at, state, attempts, next_at) " +
            "VALUES (@message, @webhook, @kind, @alert, @body, @at, 'waiting', 0, @next)")
            .Set("@message", delivery.Id).Set("@webhook", delivery.Webhook).Set("@kind", delivery.Kind)
            .Set("@alert", delivery.Alert).Set("@body", delivery.Body).Set("@at", delivery.CreatedAt)
            .Set("@next", delivery.NextAt).Run();
        connection.Prepare(
            "UPDATE webhook_delivery SET state = 'abandoned', next_at = NULL, ended_at = @now, fault = @fault " +
            "WHERE webhook = @webhook AND state = 'waiting' AND id <= (SELECT o.id FROM webhook_delivery o " +
            "WHERE o.webhook = @webhook AND o.state = 'waiting' ORDER BY o.id DESC LIMIT 1 OFFSET @most)")
            .Set("@now", delivery.CreatedAt).Set("@fault", Overrun).Set("@webhook", delivery.Webhook)
            .Set("@most", WebhookLimits.WaitingMax).Run();
        foreach (var state in new[] { DeliveryState.Delivered, DeliveryState.Abandoned })
        {
            connection.Prepare(
                "DELETE FROM webhook_delivery WHERE webhook = @webhook AND state = @state AND id <= (SELECT o.id " +
                "FROM webhook_delivery o WHERE o.webhook = @webhook AND o.state = @state " +
                "ORDER BY o.id DESC LIMIT 1 OFFSET @most)")
                .Set("@webhook", delivery.Webhook).Set("@state", KebabName.Of(state))
                .Set("@most", WebhookLimits.RetainedMax).Run();
        }
    }

    /// <summary>Stores how a try ended.</summary>
    public static void Note(StoreConnection connection, Delivery delivery) => connection.Prepare(
        "UPDATE webhook_delivery SET state = @state, attempts = @attempts, next_at = @next, ended_at = @ended, " +
        "status = @status, fault = @fault WHERE id = @id AND state = 'waiting'")
        .Set("@state", KebabName.Of(delivery.State)).Set("@attempts", delivery.Attempts).Set("@next", delivery.NextAt)
        .Set("@ended", delivery.EndedAt).Set("@status", delivery.Status).Set("@fault", delivery.Fault)
        .Set("@id", delivery.Number).Run();

    /// <summary>The first that waits for a webhook is tried at once.</summary>
    public static void Hurry(StoreConnection connection, string webhook, DateTimeOffset now) => connection.Prepare(
        "UPDATE webhook_delivery SET next_at = @now WHERE webhook = @webhook AND state = 'waiting'")
        .Set("@now", now).Set("@webhook", webhook).Run();

    /// <summary>Forgets what ended before a time.</summary>
    public static int Forget(StoreConnection connection, DateTimeOffset before) =>
        connection.Prepare("DELETE FROM webhook_delivery WHERE ended_at < @before").Set("@before", before).Run();

    private static Delivery Read(DbDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Id = row.GetString(1),
        Webhook = row.GetString(2),
        Kind = row.GetString(3),
        Alert = row.TextOrNull(4),
        Body = row.Bytes(5),
        CreatedAt = row.Time(6),
        State = Enum.Parse<DeliveryState>(row.GetString(7), ignoreCase: true),
        Attempts = row.Int32(8),
        NextAt = row.TimeOrNull(9),
        EndedAt = row.TimeOrNull(10),
        Status = row.Int32OrNull(11),
        Fault = row.TextOrNull(12),
    };
}
