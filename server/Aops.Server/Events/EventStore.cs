using Aops.Server.Hosts;
using Aops.Server.Storage;

namespace Aops.Server.Events;

/// <summary>The event log in the database.</summary>
/// <param name="agentEventsMax">Most stored events of agents, in a fleet that is not large.</param>
internal sealed class EventStore(Database database, int agentEventsMax = ServerLimits.EventsMax)
{
    private const int CutsPerLog = 100;

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

    /// <summary>Events after an id, the oldest first.</summary>
    public ValueTask<List<EventRecord>> ListAsync(
        EventFilter filter, long after, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => filter.Read(connection, after, limit, now), cancellationToken);

    /// <summary>The newest events, the oldest of them first.</summary>
    public ValueTask<List<EventRecord>> ListLastAsync(
        EventFilter filter, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => filter.ReadLast(connection, limit, now), cancellationToken);

    /// <summary>Events of a host before an id, the newest first.</summary>
    public ValueTask<List<EventRecord>> ListOfHostAsync(
        string agentId, long before, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Prepare(
            $"SELECT {EventRow.Columns} FROM event e WHERE e.agent_id = @agent AND e.id < @before " +
            "ORDER BY e.id DESC LIMIT @limit")
            .Set("@agent", agentId).Set("@before", before).Set("@limit", limit).Read(EventRow.Read),
        cancellationToken);

    /// <summary>Whether there is such a host, or events are left of one that was removed.</summary>
    public ValueTask<bool> KnowsHostAsync(string agentId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => HostStore.Has(connection, agentId)
            || connection.Prepare("SELECT 1 FROM event WHERE agent_id = @id LIMIT 1").Set("@id", agentId).HasRow(),
        cancellationToken);

    /// <summary>The id of the newest event; 0 where there is none.</summary>
    public ValueTask<long> LastIdAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Prepare("SELECT coalesce(max(id), 0) FROM event").ReadNumber(), cancellationToken);

    /// <summary>
    /// Deletes the oldest events that are before a time, at most <see cref="FleetLimits.EventsPerDeletion"/>: only the oldest
    /// are looked at, as ids and times grow together, so that nothing to delete costs one row.
    /// </summary>
    /// <returns>How many were deleted.</returns>
    public Task<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Prepare(
            "DELETE FROM event WHERE id IN " +
            "(SELECT id FROM (SELECT id, at FROM event ORDER BY id LIMIT @limit) AS oldest WHERE at < @time)")
            .Set("@limit", FleetLimits.EventsPerDeletion).Set("@time", time).Run(),
        Durability.Process, cancellationToken);

    /// <summary>Appends events within a transaction: those of the change that it makes.</summary>
    public static void Append(StoreConnection connection, IReadOnlyList<EventRecord> events)
    {
        foreach (var entry in events) EventRow.Add(connection, entry);
    }

    // Runs when the ids pass a multiple of EventsPerCut; the newest of each class stay, up to its limit.
    private static void Cut(StoreConnection connection, IReadOnlyList<EventRecord> added, int agentEventsMax)
    {
        var last = connection.Prepare("SELECT max(id) FROM event").ReadNumber();
        if (!Passes(ServerLimits.EventsPerCut)) return;
        var hosts = StoredCounts.CountAll(connection);
        var agentMax = Math.Max(agentEventsMax, hosts * FleetLimits.EventsPerHostMax);
        // A cut passes all that stay: of a long log it is done more rarely.
        if (!Passes(Math.Max(ServerLimits.EventsPerCut, agentMax / CutsPerLog))) return;
        Cut(connection, EventClass.Agent, agentMax);
        Cut(connection, EventClass.Operator, ServerLimits.OperatorEventsMax);
        Cut(connection, EventClass.Enrolment,
            Math.Max(ServerLimits.OperatorEventsMax, hosts * FleetLimits.EnrolmentEventsPerHostMax));

        bool Passes(long step) => last / step != (last - added.Count) / step;
    }

    private static void Cut(StoreConnection connection, EventClass kindClass, long max) =>
        connection.Prepare(
            "DELETE FROM event WHERE class = @class AND id <= " +
            "(SELECT id FROM event WHERE class = @class ORDER BY id DESC LIMIT 1 OFFSET @max)")
            .Set("@class", (int)kindClass).Set("@max", max).Run();
}
