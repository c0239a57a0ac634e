using System.Data.Common;
using System.Text.Json;
using Aops.Contracts;
using Aops.Server.Storage;

namespace Aops.Server.Schedules;

/// <summary>Schedules in the database, within a transaction or a read.</summary>
internal static class ScheduleRows
{
    private const string Select =
        "SELECT name, cron, zone, overlap, paused, note, run, revision, changed_at, changed_by, owner_id, next_at, " +
        "last_at, last_run, last_outcome, last_sentence, stopped_at, stopped_why FROM schedule ";

    /// <summary>Schedules by name, after one.</summary>
    public static List<ScheduleRecord> List(StoreConnection connection, string after, int limit) =>
        connection.Prepare(Select + "WHERE name > @after ORDER BY name LIMIT @limit")
            .Set("@after", after).Set("@limit", limit).Read(Read);

    /// <summary>Those whose next time has come.</summary>
    public static List<ScheduleRecord> ListDue(StoreConnection connection, DateTimeOffset now) =>
        connection.Prepare(Select + "WHERE next_at <= @now ORDER BY next_at, name").Set("@now", now).Read(Read);

    /// <summary>One schedule, or null.</summary>
    public static ScheduleRecord? Find(StoreConnection connection, string name) =>
        connection.Prepare(Select + "WHERE name = @name").Set("@name", name).ReadFirst(Read);

    /// <summary>How many there are.</summary>
    public static long Count(StoreConnection connection) =>
        connection.Prepare("SELECT count(*) FROM schedule").ReadNumber();

    /// <summary>Writes a schedule, whether or not it is there; what became of its times stays.</summary>
    public static void Save(StoreConnection connection, ScheduleRecord schedule) => connection.Prepare(
        "INSERT INTO schedule (name, cron, zone, overlap, paused, note, run, revision, changed_at, changed_by, " +
        "owner_id, next_at) " +
        "VALUES (@name, @cron, @zone, @overlap, @paused, @note, @run, @revision, @at, @by, @owner, @next) " +
        "ON CONFLICT(name) DO UPDATE SET cron = excluded.cron, zone = excluded.zone, overlap = excluded.overlap, " +
        "paused = excluded.paused, note = excluded.note, run = excluded.run, revision = excluded.revision, " +
        "changed_at = excluded.changed_at, changed_by = excluded.changed_by, owner_id = excluded.owner_id, " +
        "next_at = excluded.next_at, stopped_at = NULL, stopped_why = NULL")
        .Set("@name", schedule.Name).Set("@cron", schedule.Cron).Set("@zone", schedule.Zone)
        .Set("@overlap", KebabName.Of(schedule.Overlap)).Set("@paused", schedule.IsPaused ? 1 : 0)
        .Set("@note", schedule.Note)
        .Set("@run", JsonSerializer.Serialize(schedule.Run, ScheduleJson.Default.ScheduledRun))
        .Set("@revision", schedule.Revision).Set("@at", schedule.ChangedAt).Set("@by", schedule.ChangedBy)
        .Set("@owner", schedule.OwnerId).Set("@next", schedule.NextAt).Run();

    /// <summary>A time was dealt with.</summary>
    /// <param name="run">The run that was started; null where none was, so that the one of before stays.</param>
    public static void Note(
        StoreConnection connection, string name, DateTimeOffset? next, DateTimeOffset now, string? run,
        ScheduleOutcome outcome, string sentence) => connection.Prepare(
        "UPDATE schedule SET next_at = @next, last_at = @now, last_run = COALESCE(@run, last_run), " +
        "last_outcome = @outcome, last_sentence = @sentence WHERE name = @name")
        .Set("@name", name).Set("@next", next).Set("@now", now).Set("@run", run)
        .Set("@outcome", KebabName.Of(outcome)).Set("@sentence", sentence).Run();

    /// <summary>It runs nothing any more until it is written again.</summary>
    public static void Stop(StoreConnection connection, string name, string why, DateTimeOffset now) =>
        connection.Prepare(
            "UPDATE schedule SET next_at = NULL, stopped_at = @now, stopped_why = @why WHERE name = @name")
            .Set("@name", name).Set("@now", now).Set("@why", why).Run();

    /// <summary>Removes a schedule; its runs stay.</summary>
    public static void Remove(StoreConnection connection, string name) =>
        connection.Prepare("DELETE FROM schedule WHERE name = @name").Set("@name", name).Run();

    private static ScheduleRecord Read(DbDataReader row) => new()
    {
        Name = row.GetString(0),
        Cron = row.GetString(1),
        Zone = row.GetString(2),
        Overlap = OpenEnum.TryParse<ScheduleOverlap>(row.GetString(3))!.Value,
        IsPaused = row.GetInt64(4) != 0,
        Note = row.GetString(5),
        Run = JsonSerializer.Deserialize(row.GetString(6), ScheduleJson.Default.ScheduledRun)!,
        Revision = row.GetInt64(7),
        ChangedAt = row.Time(8),
        ChangedBy = row.GetString(9),
        OwnerId = row.GetString(10),
        NextAt = row.TimeOrNull(11),
        LastAt = row.TimeOrNull(12),
        LastRun = row.TextOrNull(13),
        LastOutcome = row.TextOrNull(14) is { } word ? OpenEnum.TryParse<ScheduleOutcome>(word) : null,
        LastSentence = row.TextOrNull(15),
        StoppedAt = row.TimeOrNull(16),
        StoppedWhy = row.TextOrNull(17),
    };
}
