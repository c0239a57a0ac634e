using System.Data.Common;
using Aops.Server.Audit;
using Aops.Server.Storage;

namespace Aops.Server.Webhooks;

/// <summary>Webhooks in the database, within a transaction or a read.</summary>
internal static class WebhookRows
{
    private const string Select =
        "SELECT name, url, secret, note, enabled, revision, changed_at, changed_by, delivered_at, failing_since, " +
        "fault FROM webhook ";

    /// <summary>Webhooks by name.</summary>
    /// <param name="after">The name that theirs come after; empty for the first ones.</param>
    public static List<Webhook> List(
        StoreConnection connection, string after = "", int limit = WebhookLimits.WebhooksMax) =>
        connection.Prepare(Select + "WHERE name > @after ORDER BY name LIMIT @limit")
            .Set("@after", after).Set("@limit", limit).Read(Read);

    /// <summary>One of them, or null.</summary>
    public static Webhook? Find(StoreConnection connection, string name) =>
        connection.Prepare(Select + "WHERE name = @name").Set("@name", name).ReadFirst(Read);

    /// <summary>How many there are.</summary>
    public static long Count(StoreConnection connection) =>
        connection.Prepare("SELECT count(*) FROM webhook").ReadNumber();

    /// <summary>Names of those in use that take nothing, in order.</summary>
    public static List<string> ListFailing(StoreConnection connection) => connection.Prepare(
        "SELECT name FROM webhook WHERE enabled = 1 AND failing_since IS NOT NULL ORDER BY name")
        .Read(row => row.GetString(0));

    /// <summary>Writes one, whether or not it is there.</summary>
    public static void Save(StoreConnection connection, Webhook webhook) => connection.Prepare(
        "INSERT INTO webhook (name, url, secret, note, enabled, revision, changed_at, changed_by) " +
        "VALUES (@name, @url, @secret, @note, @enabled, @revision, @at, @by) ON CONFLICT(name) DO UPDATE SET " +
        "url = excluded.url, secret = excluded.secret, note = excluded.note, enabled = excluded.enabled, " +
        "revision = excluded.revision, changed_at = excluded.changed_at, changed_by = excluded.changed_by")
        .Set("@name", webhook.Name).Set("@url", webhook.Url.Value).Set("@secret", webhook.Secret.Key)
        .Set("@note", webhook.Note).Set("@enabled", webhook.IsEnabled ? 1 : 0).Set("@revision", webhook.Revision)
        .Set("@at", webhook.ChangedAt).Set("@by", webhook.ChangedBy).Run();

    /// <summary>Notes that it has taken a message.</summary>
    public static void NoteDelivered(StoreConnection connection, string name, DateTimeOffset now) => connection.Prepare(
        "UPDATE webhook SET delivered_at = @now, failing_since = NULL, fault = NULL WHERE name = @name")
        .Set("@now", now).Set("@name", name).Run();

    /// <summary>Notes that it has not.</summary>
    public static void NoteFault(StoreConnection connection, string name, string fault, DateTimeOffset now) =>
        connection.Prepare(
            "UPDATE webhook SET failing_since = coalesce(failing_since, @now), fault = @fault WHERE name = @name")
            .Set("@now", now).Set("@fault", fault).Set("@name", name).Run();

    /// <summary>Removes one, with what waits for it.</summary>
    public static void Remove(StoreConnection connection, string name) =>
        connection.Prepare("DELETE FROM webhook WHERE name = @name").Set("@name", name).Run();

    private static Webhook Read(DbDataReader row) => new()
    {
        Name = row.GetString(0),
        Url = new SecretText(row.GetString(1)),
        Secret = new WebhookSecret(row.Bytes(2)),
        Note = row.GetString(3),
        IsEnabled = row.GetInt64(4) != 0,
        Revision = row.GetInt64(5),
        ChangedAt = row.Time(6),
        ChangedBy = row.GetString(7),
        DeliveredAt = row.TimeOrNull(8),
        FailingSince = row.TimeOrNull(9),
        Fault = row.TextOrNull(10),
    };
}
