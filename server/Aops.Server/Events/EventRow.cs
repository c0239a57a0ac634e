using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.Events;

/// <summary>A row of the event log, within a transaction or a read.</summary>
internal static class EventRow
{
    /// <summary>Columns for <see cref="Read"/>, of <c>event e</c>.</summary>
    public const string Columns = "e.id, e.at, e.kind, e.agent_id, e.hostname, e.message, e.count, e.first_at, " +
        "e.actor, e.layer, e.revision, e.command_id, e.audit_id, e.rollout_id, e.run_id";

    public static EventRecord Read(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        At = row.Time(1),
        Kind = row.GetString(2),
        AgentId = row.TextOrNull(3),
        Hostname = row.TextOrNull(4),
        Message = row.GetString(5),
        Count = row.Int32(6),
        FirstSeen = row.TimeOrNull(7),
        Actor = row.TextOrNull(8),
        Cause = row.IsDBNull(9) && row.IsDBNull(11) && row.IsDBNull(13) && row.IsDBNull(14) ? null : new EventCause
        {
            Layer = row.TextOrNull(9),
            Revision = row.IsDBNull(10) ? null : row.GetInt64(10),
            CommandId = row.TextOrNull(11),
            Rollout = row.TextOrNull(13),
            Run = row.TextOrNull(14),
        },
        Audit = row.IsDBNull(12) ? null : row.GetInt64(12),
    };

    /// <summary>
    /// Adds an event. One of a series that began within <see cref="FleetLimits.EventSeriesWindow"/> takes the place of the
    /// one before: it has a new id, so that requests which follow the log are told of it, and counts on.
    /// </summary>
    public static void Add(StoreConnection connection, EventRecord entry)
    {
        var before = entry is { Series: not null, AgentId: not null } ? FindSeries(connection, entry) : null;
        var goesOn = before is not null && before.FirstSeen > entry.At - FleetLimits.EventSeriesWindow;
        connection.Prepare(
            "INSERT INTO event (at, kind, class, agent_id, hostname, message, series, count, first_at, " +
            "actor, layer, revision, command_id, audit_id, rollout_id, run_id) " +
            "VALUES (@at, @kind, @class, @agent, @hostname, @message, @series, @count, @first, " +
            "@actor, @layer, @revision, @command, @audit, @rollout, @run)")
            .Set("@at", entry.At).Set("@kind", entry.Kind).Set("@class", (int)entry.Class)
            .Set("@actor", entry.Actor).Set("@layer", entry.Cause?.Layer)
            .Set("@revision", entry.Cause?.Revision).Set("@command", entry.Cause?.CommandId)
            .Set("@audit", entry.Audit ?? connection.Scope.AuditId)
            .Set("@rollout", entry.Cause?.Rollout).Set("@run", entry.Cause?.Run)
            .Set("@agent", entry.AgentId).Set("@hostname", entry.Hostname).Set("@message", entry.Message)
            .Set("@series", entry.Series).Set("@count", goesOn ? before!.Count + 1 : 1)
            .Set("@first", goesOn ? before!.FirstSeen : null).Run();
        if (goesOn) connection.Prepare("DELETE FROM event WHERE id = @id").Set("@id", before!.Id).Run();
    }

    private static EventRecord? FindSeries(StoreConnection connection, EventRecord entry) =>
        connection.Prepare(
            $"SELECT {Columns} FROM event e WHERE e.agent_id = @agent AND e.series = @series ORDER BY e.id DESC LIMIT 1")
            .Set("@agent", entry.AgentId).Set("@series", entry.Series)
            .ReadFirst(Read) is { } last ? last with { FirstSeen = last.FirstSeen ?? last.At } : null;
}
