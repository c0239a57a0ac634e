using System.Text.Json;
using Aops.Native.Sqlite;
using Aops.Server.Desired;

namespace Aops.Server.Storage;

internal sealed partial class SqliteStore
{
    public ValueTask<IReadOnlyList<DesiredRecord>> ListDesiredAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<DesiredRecord>>(
            connection =>
            {
                var row = connection.Prepare("SELECT scope, revision, document, changed_at FROM desired");
                var records = new List<DesiredRecord>();
                while (row.Step())
                {
                    var document = row.BlobOrNull(2) is { } json
                        ? JsonSerializer.Deserialize(json, ServerJson.Default.DesiredDocument)
                        : null;
                    records.Add(new DesiredRecord(row.Text(0), row.Int64(1), document, Time(row.Int64(3))));
                }
                return records;
            },
            cancellationToken);

    public Task<DesiredRecord> SaveDesiredAsync(
        string scope, DesiredDocument? document, DateTimeOffset now, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection =>
            {
                connection.Prepare("UPDATE counter SET value = value + 1 WHERE name = 'revision'").Run();
                var revision = Count(connection, "SELECT value FROM counter WHERE name = 'revision'");
                var ordered = document?.Ordered(ReadDesired(connection, scope), revision);
                var insert = connection.Prepare(
                    "INSERT INTO desired VALUES (?1, ?2, ?3, ?4) ON CONFLICT(scope) DO UPDATE SET " +
                    "revision = excluded.revision, document = excluded.document, changed_at = excluded.changed_at")
                    .Bind(1, scope).Bind(2, revision).Bind(4, Milliseconds(now));
                // Unbound is NULL.
                if (ordered is not null)
                {
                    var json = JsonSerializer.SerializeToUtf8Bytes(ordered, ServerJson.Default.DesiredDocument);
                    insert.Bind(3, json.AsSpan());
                }
                insert.Run();
                return new DesiredRecord(scope, revision, ordered, now);
            },
            Durability.Disk, cancellationToken);

    private static DesiredDocument? ReadDesired(SqliteConnection connection, string scope)
    {
        var row = connection.Prepare("SELECT document FROM desired WHERE scope = ?1").Bind(1, scope);
        var json = row.Step() ? row.BlobOrNull(0) : null;
        row.Reset();
        return json is null ? null : JsonSerializer.Deserialize(json, ServerJson.Default.DesiredDocument);
    }
}
