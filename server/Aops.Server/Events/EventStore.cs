using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.Events;

/// <summary>The event log in the database.</summary>
/// <param name="agentEventsMax">Most stored events of agents.</param>
internal sealed class EventStore(Database database, int agentEventsMax = ServerLimits.EventsMax)
{
    private const string Columns = "id, at, kind, agent_id, hostname, message";

    /// <summary>Appends to the log and deletes the oldest events beyond the limit.</summary>
    public Task AppendAsync(IReadOnlyList<EventRecord> events, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                Append(connection, events);
                if (events.Count > 0) Cut(connection, events, agentEventsMax);
                return events.Count;
            },
            Durability.Process, cancellationToken);

    /// <summary>Events by ascending id.</summary>
    public ValueTask<List<EventRecord>> ListAsync(
        long after, int limit, string? agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare(
                $"SELECT {Columns} FROM event " +
                "WHERE id > @after AND (@agent IS NULL OR agent_id = @agent) ORDER BY id LIMIT @limit")
                .Set("@after", after).Set("@agent", agentId).Set("@limit", limit).Read(ReadEvent),
            cancellationToken);

    /// <summary>The newest events by ascending id.</summary>
    public ValueTask<List<EventRecord>> ListLastAsync(
        int limit, string? agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection =>
            {
                var newestFirst = connection.Prepare(
                    $"SELECT {Columns} FROM event " +
                    "WHERE @agent IS NULL OR agent_id = @agent ORDER BY id DESC LIMIT @limit")
                    .Set("@agent", agentId).Set("@limit", limit).Read(ReadEvent);
                newestFirst.Reverse();
                return newestFirst;
            },
            cancellationToken);

    /// <summary>Appends events within a transaction: those of the change that it makes.</summary>
    public static void Append(StoreConnection connection, IReadOnlyList<EventRecord> events)
    {
        foreach (var entry in events) Append(connection, entry);
    }

    private static void Append(StoreConnection connection, EventRecord entry) =>
        connection.Prepare(
            "INSERT INTO event (at, kind, class, agent_id, hostname, message) " +
            "VALUES (@at, @kind, @class, @agent, @hostname, @message)")
            .Set("@at", entry.At).Set("@kind", entry.Kind).Set("@class", (int)entry.Class)
            .Set("@agent", entry.AgentId)
            .Set("@hostname", entry.Hostname).Set("@message", entry.Message).Run();

    // Runs when the ids pass a multiple of EventsPerCut; the newest of each class stay, up to its limit.
    private static void Cut(StoreConnection connection, IReadOnlyList<EventRecord> added, int agentEventsMax)
    {
        var last = connection.Prepare("SELECT max(id) FROM event").ReadNumber();
        if (last / ServerLimits.EventsPerCut == (last - added.Count) / ServerLimits.EventsPerCut) return;
        Cut(connection, EventClass.Agent, agentEventsMax);
        Cut(connection, EventClass.Operator, ServerLimits.OperatorEventsMax);
        Cut(connection, EventClass.Enrolment, ServerLimits.OperatorEventsMax);
    }

    private static void Cut(StoreConnection connection, EventClass kindClass, int max) =>
        connection.Prepare(
            "DELETE FROM event WHERE class = @class AND id <= " +
            "(SELECT id FROM event WHERE class = @class ORDER BY id DESC LIMIT 1 OFFSET @max)")
            .Set("@class", (int)kindClass).Set("@max", max).Run();

    private static EventRecord ReadEvent(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        At = row.Time(1),
        Kind = row.GetString(2),
        AgentId = row.TextOrNull(3),
        Hostname = row.TextOrNull(4),
        Message = row.GetString(5),
    };
}
