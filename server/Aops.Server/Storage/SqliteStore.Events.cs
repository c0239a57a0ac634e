using Aops.Native.Sqlite;
using Aops.Server.Events;

namespace Aops.Server.Storage;

internal sealed partial class SqliteStore
{
    public Task AppendEventsAsync(IReadOnlyList<EventRecord> events, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection =>
            {
                foreach (var entry in events) Append(connection, entry);
                return events.Count;
            },
            Durability.Process, cancellationToken);

    public ValueTask<IReadOnlyList<EventRecord>> ListEventsAsync(
        long after, int limit, string? agentId, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<EventRecord>>(
            connection => ReadEvents(connection.Prepare(
                "SELECT id, at, kind, agent_id, hostname, message FROM event " +
                "WHERE id > ?1 AND (?3 IS NULL OR agent_id = ?3) ORDER BY id LIMIT ?2")
                .Bind(1, after).Bind(2, limit).Bind(3, agentId)),
            cancellationToken);

    public ValueTask<IReadOnlyList<EventRecord>> ListLastEventsAsync(
        int limit, string? agentId, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<EventRecord>>(
            connection =>
            {
                var newestFirst = ReadEvents(connection.Prepare(
                    "SELECT id, at, kind, agent_id, hostname, message FROM event " +
                    "WHERE ?2 IS NULL OR agent_id = ?2 ORDER BY id DESC LIMIT ?1")
                    .Bind(1, limit).Bind(2, agentId));
                newestFirst.Reverse();
                return newestFirst;
            },
            cancellationToken);

    private static void Append(SqliteConnection connection, EventRecord entry)
    {
        connection.Prepare(
            "INSERT INTO event (at, kind, agent_id, hostname, message) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, Milliseconds(entry.At)).Bind(2, entry.Kind).Bind(3, entry.AgentId)
            .Bind(4, entry.Hostname).Bind(5, entry.Message).Run();
        var id = connection.LastInsertRowId;
        if (id % ServerLimits.EventsPerCut == 0)
            connection.Prepare("DELETE FROM event WHERE id <= ?1").Bind(1, id - ServerLimits.EventsMax).Run();
    }

    private static List<EventRecord> ReadEvents(SqliteStatement row)
    {
        var events = new List<EventRecord>();
        while (row.Step())
        {
            events.Add(new EventRecord
            {
                Id = row.Int64(0),
                At = Time(row.Int64(1)),
                Kind = row.Text(2),
                AgentId = row.TextOrNull(3),
                Hostname = row.TextOrNull(4),
                Message = row.Text(5),
            });
        }
        return events;
    }
}
