using System.Data.Common;
using Aops.Server.Http;
using Aops.Server.Storage;

namespace Aops.Server.Alerts;

/// <summary>Silences in the database, within a transaction or a read.</summary>
internal static class SilenceRows
{
    private const string Select = "SELECT id, rule, query, until, author, reason, created_at FROM alert_silence ";

    /// <summary>Silences by their ends.</summary>
    public static List<Silence> List(StoreConnection connection, TimeKey after, int limit) => connection.Prepare(
        Select + "WHERE (until, id) > (@at, @id) ORDER BY until, id LIMIT @limit")
        .Set("@at", after.At).Set("@id", after.Id).Set("@limit", limit).Read(Read);

    /// <summary>Those in force.</summary>
    public static List<Silence> ListInForce(StoreConnection connection, DateTimeOffset now) => connection.Prepare(
        Select + "WHERE until > @now ORDER BY until, id LIMIT @limit")
        .Set("@now", now).Set("@limit", AlertLimits.SilencesMax).Read(Read);

    /// <summary>Those that ended before a time.</summary>
    public static List<Silence> ListEnded(StoreConnection connection, DateTimeOffset before) => connection.Prepare(
        Select + "WHERE until < @before ORDER BY until, id LIMIT @limit")
        .Set("@before", before).Set("@limit", AlertLimits.SilencesMax).Read(Read);

    /// <summary>One of them, or null.</summary>
    public static Silence? Find(StoreConnection connection, string id) =>
        connection.Prepare(Select + "WHERE id = @id").Set("@id", id).ReadFirst(Read);

    /// <summary>How many are in force.</summary>
    public static long CountInForce(StoreConnection connection, DateTimeOffset now) =>
        connection.Prepare("SELECT count(*) FROM alert_silence WHERE until > @now").Set("@now", now).ReadNumber();

    public static void Add(StoreConnection connection, Silence silence) => connection.Prepare(
        "INSERT INTO alert_silence (id, rule, query, until, author, reason, created_at) " +
        "VALUES (@id, @rule, @query, @until, @author, @reason, @at)")
        .Set("@id", silence.Id).Set("@rule", silence.Rule).Set("@query", silence.Q).Set("@until", silence.Until)
        .Set("@author", silence.Author).Set("@reason", silence.Reason).Set("@at", silence.CreatedAt).Run();

    public static void Remove(StoreConnection connection, string id) =>
        connection.Prepare("DELETE FROM alert_silence WHERE id = @id").Set("@id", id).Run();

    private static Silence Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Rule = row.TextOrNull(1),
        Q = row.TextOrNull(2),
        Until = row.Time(3),
        Author = row.GetString(4),
        Reason = row.GetString(5),
        CreatedAt = row.Time(6),
    };
}
