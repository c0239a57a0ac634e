using System.Data.Common;
using Aops.Contracts;
using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>Requests that need another person, in the database, within a transaction or a read.</summary>
internal static class ApprovalRows
{
    private const string Select =
        "SELECT id, state, method, route, path, if_match, body, hosts, host_count, rule, asked_at, asked_by, " +
        "asker_id, asker_user_id, expires_at, decided_at, decided_by, answer_status, answer, reason FROM approval ";

    /// <summary>One request, or null.</summary>
    public static ApprovalRecord? Find(StoreConnection connection, string id, DateTimeOffset now) =>
        connection.Prepare(Select + "WHERE id = @id").Set("@id", id).ReadFirst(row => Read(row, now));

    /// <summary>Requests before an id, the newest first.</summary>
    public static List<ApprovalRecord> List(
        StoreConnection connection, string? before, int limit, DateTimeOffset now) =>
        connection.Prepare(Select + "WHERE (@before IS NULL OR id < @before) ORDER BY id DESC LIMIT @limit")
            .Set("@before", before).Set("@limit", limit).Read(row => Read(row, now));

    /// <summary>Adds a request; those beyond the limit that do not wait are forgotten, the oldest first.</summary>
    public static void Add(StoreConnection connection, ApprovalRecord record)
    {
        connection.Prepare(
            "DELETE FROM approval WHERE (state <> 'awaiting-approval' OR expires_at <= @now) AND id NOT IN " +
            "(SELECT id FROM approval ORDER BY id DESC LIMIT @max)")
            .Set("@now", record.AskedAt).Set("@max", ApprovalLimits.RetainedMax).Run();
        connection.Prepare(
            "INSERT INTO approval (id, state, method, route, path, if_match, body, hosts, host_count, rule, " +
            "asked_at, asked_by, asker_id, asker_user_id, expires_at, reason) " +
            "VALUES (@id, @state, @method, @route, @path, @match, @body, @hosts, @count, @rule, " +
            "@at, @by, @asker, @user, @expires, @reason)")
            .Set("@id", record.Id).Set("@state", KebabName.Of(record.State)).Set("@method", record.Method)
            .Set("@route", record.Route).Set("@path", record.Path).Set("@match", record.IfMatch)
            .Set("@body", record.Body).Set("@hosts", record.Hosts).Set("@count", record.Count).Set("@rule", record.Rule)
            .Set("@at", record.AskedAt).Set("@by", record.AskedBy).Set("@asker", record.AskerId)
            .Set("@user", record.AskerUserId).Set("@expires", record.ExpiresAt)
            .Set("@reason", record.Reason).Run();
    }

    /// <summary>How many wait.</summary>
    public static long CountWaiting(StoreConnection connection, DateTimeOffset now) => connection.Prepare(
        "SELECT count(*) FROM approval WHERE state = 'awaiting-approval' AND expires_at > @now")
        .Set("@now", now).ReadNumber();

    /// <summary>Decides a request that waits.</summary>
    /// <returns>Whether it waited until now.</returns>
    public static bool Decide(
        StoreConnection connection, string id, ApprovalState state, string by, DateTimeOffset now) =>
        connection.Prepare(
        "UPDATE approval SET state = @state, decided_at = @now, decided_by = @by " +
        "WHERE id = @id AND state = 'awaiting-approval' AND expires_at > @now")
        .Set("@state", KebabName.Of(state)).Set("@now", now).Set("@by", by).Set("@id", id).Run() > 0;

    /// <summary>Stores the answer of a request that was approved.</summary>
    public static int End(StoreConnection connection, string id, int status, byte[]? answer) => connection.Prepare(
        "UPDATE approval SET state = 'done', answer_status = @status, answer = @answer WHERE id = @id")
        .Set("@status", status).Set("@answer", answer).Set("@id", id).Run();

    private static ApprovalRecord Read(DbDataReader row, DateTimeOffset now)
    {
        var state = OpenEnum.TryParse<ApprovalState>(row.GetString(1)) ?? ApprovalState.Expired;
        return new ApprovalRecord
        {
            Id = row.GetString(0),
            State = state == ApprovalState.AwaitingApproval && row.Time(14) <= now ? ApprovalState.Expired : state,
            Method = row.GetString(2),
            Route = row.GetString(3),
            Path = row.GetString(4),
            IfMatch = row.TextOrNull(5),
            Body = row.Bytes(6),
            Hosts = row.GetString(7),
            Count = row.GetInt64(8),
            Rule = row.GetString(9),
            AskedAt = row.Time(10),
            AskedBy = row.GetString(11),
            AskerId = row.GetString(12),
            AskerUserId = row.TextOrNull(13),
            ExpiresAt = row.Time(14),
            DecidedAt = row.TimeOrNull(15),
            DecidedBy = row.TextOrNull(16),
            AnswerStatus = row.IsDBNull(17) ? null : row.GetInt64(17),
            Answer = row.BytesOrNull(18),
            Reason = row.TextOrNull(19),
        };
    }
}
