using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>Sessions in the database, within a transaction or a read.</summary>
internal static class SessionRows
{
    private const string Select =
        "SELECT s.id, s.user_id, p.name, s.created_at, s.used_at, s.expires_at, s.address, s.client " +
        "FROM person_session s JOIN person p ON p.id = s.user_id ";

    private const string IsLive = "p.disabled = 0 AND s.expires_at > @now AND s.used_at > @idle";

    /// <summary>The session in force that has a hash, or null.</summary>
    public static PersonSession? Find(StoreConnection connection, byte[] hash, DateTimeOffset now) =>
        connection.Prepare($"{Select} WHERE s.hash = @hash AND {IsLive}").Set("@hash", hash)
            .Set("@now", now).Set("@idle", now - PeopleLimits.SessionIdle).ReadFirst(Read);

    /// <summary>Sessions in force, after an id.</summary>
    /// <param name="userId">Whose; null for all.</param>
    public static List<PersonSession> List(
        StoreConnection connection, string? userId, string after, int limit, DateTimeOffset now) => connection.Prepare(
        $"{Select} WHERE {IsLive} AND s.id > @after AND (@user IS NULL OR s.user_id = @user) " +
        "ORDER BY s.id LIMIT @limit")
        .Set("@now", now).Set("@idle", now - PeopleLimits.SessionIdle).Set("@after", after).Set("@user", userId)
        .Set("@limit", limit).Read(Read);

    /// <summary>Adds a session; the oldest ones of the user beyond the limit end, and so do all that are over.</summary>
    public static void Add(StoreConnection connection, PersonSession session, byte[] hash)
    {
        connection.Prepare("DELETE FROM person_session WHERE expires_at <= @now OR used_at <= @idle")
            .Set("@now", session.CreatedAt).Set("@idle", session.CreatedAt - PeopleLimits.SessionIdle).Run();
        connection.Prepare(
            "DELETE FROM person_session WHERE user_id = @user AND id NOT IN " +
            "(SELECT id FROM person_session WHERE user_id = @user ORDER BY id DESC LIMIT @max)")
            .Set("@user", session.UserId).Set("@max", PeopleLimits.SessionsMax - 1).Run();
        connection.Prepare(
            "INSERT INTO person_session (id, hash, user_id, created_at, used_at, expires_at, address, client) " +
            "VALUES (@id, @hash, @user, @created, @used, @expires, @address, @client)")
            .Set("@id", session.Id).Set("@hash", hash).Set("@user", session.UserId).Set("@created", session.CreatedAt)
            .Set("@used", session.UsedAt).Set("@expires", session.ExpiresAt).Set("@address", session.Address)
            .Set("@client", session.Client).Run();
    }

    /// <summary>A session, in force or not; null where there is none.</summary>
    /// <param name="userId">Whose it must be; null for any.</param>
    public static PersonSession? FindById(StoreConnection connection, string id, string? userId) =>
        connection.Prepare($"{Select} WHERE s.id = @id AND (@user IS NULL OR s.user_id = @user)")
            .Set("@id", id).Set("@user", userId).ReadFirst(Read);

    /// <summary>Ends a session.</summary>
    public static void Remove(StoreConnection connection, string id) =>
        connection.Prepare("DELETE FROM person_session WHERE id = @id").Set("@id", id).Run();

    /// <summary>Ends every session of a user.</summary>
    public static void RemoveAll(StoreConnection connection, string userId) =>
        connection.Prepare("DELETE FROM person_session WHERE user_id = @user").Set("@user", userId).Run();

    private static PersonSession Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        UserId = row.GetString(1),
        User = row.GetString(2),
        CreatedAt = row.Time(3),
        UsedAt = row.Time(4),
        ExpiresAt = row.Time(5),
        Address = row.TextOrNull(6),
        Client = row.TextOrNull(7),
    };
}
