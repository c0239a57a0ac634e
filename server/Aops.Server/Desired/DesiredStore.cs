using System.Data.Common;
using System.Text.Json;
using Aops.Server.Storage;

namespace Aops.Server.Desired;

/// <summary>The desired states in the database.</summary>
internal sealed class DesiredStore(Database database)
{
    /// <summary>All scopes.</summary>
    public ValueTask<List<DesiredRecord>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare("SELECT document, scope, revision, changed_at FROM desired")
                .Read(row => new DesiredRecord(row.GetString(1), row.GetInt64(2), ReadDocument(row), row.Time(3))),
            cancellationToken);

    /// <summary>Gives a scope a new document under the next revision, and is on the disk when it returns.</summary>
    /// <param name="scope">An agent's id, or <see cref="DesiredRecord.Fleet"/>.</param>
    /// <param name="document">The document; null takes an override back.</param>
    public Task<DesiredRecord> SaveAsync(
        string scope, DesiredDocument? document, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => Save(connection, scope, document, now), Durability.Disk, cancellationToken);

    private static DesiredRecord Save(
        StoreConnection connection, string scope, DesiredDocument? document, DateTimeOffset now)
    {
        connection.Prepare("UPDATE counter SET value = value + 1 WHERE name = 'revision'").Run();
        var revision = connection.Prepare("SELECT value FROM counter WHERE name = 'revision'").ReadNumber();
        var before = connection.Prepare("SELECT document FROM desired WHERE scope = @scope")
            .Set("@scope", scope).ReadFirst(ReadDocument);
        var ordered = document?.Ordered(before, revision);
        var json = ordered is null
            ? null
            : JsonSerializer.SerializeToUtf8Bytes(ordered, ServerJson.Default.DesiredDocument);
        connection.Prepare(
            "INSERT INTO desired (scope, revision, document, changed_at) " +
            "VALUES (@scope, @revision, @document, @now) ON CONFLICT(scope) DO UPDATE SET " +
            "revision = excluded.revision, document = excluded.document, changed_at = excluded.changed_at")
            .Set("@scope", scope).Set("@revision", revision).Set("@document", json).Set("@now", now).Run();
        return new DesiredRecord(scope, revision, ordered, now);
    }

    private static DesiredDocument? ReadDocument(DbDataReader row) => row.BytesOrNull(0) is { } json
        ? JsonSerializer.Deserialize(json, ServerJson.Default.DesiredDocument)
        : null;
}
