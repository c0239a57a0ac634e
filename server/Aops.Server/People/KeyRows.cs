using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>API keys in the database, within a transaction or a read. Revoked ones stay, so that an old file cannot restore one.</summary>
internal static class KeyRows
{
    /// <summary>Condition over <c>api_key k</c>: the key is in force at <c>@now</c>.</summary>
    public const string IsLive = "k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > @now)";

    private const string Select =
        "SELECT k.id, k.name, k.owner_id, p.name, k.created_at, k.created_by, k.expires_at, k.used_at, k.used_from " +
        "FROM api_key k LEFT JOIN person p ON p.id = k.owner_id ";

    /// <summary>The key in force that has a hash; null where there is none, or its owner is disabled.</summary>
    public static ApiKey? Find(StoreConnection connection, byte[] hash, DateTimeOffset now) => Fill(connection,
        connection.Prepare($"{Select} WHERE k.hash = @hash AND {IsLive} AND coalesce(p.disabled, 0) = 0")
            .Set("@hash", hash).Set("@now", now).ReadFirst(Read));

    /// <summary>The key in force with an id, or null.</summary>
    public static ApiKey? FindById(StoreConnection connection, string id, DateTimeOffset now) => Fill(connection,
        connection.Prepare($"{Select} WHERE k.id = @id AND {IsLive}").Set("@id", id).Set("@now", now).ReadFirst(Read));

    /// <summary>Keys in force by name, after a name.</summary>
    /// <param name="ownerId">Whose; null for all.</param>
    public static List<ApiKey> List(
        StoreConnection connection, string? ownerId, string after, int limit, DateTimeOffset now)
    {
        const string Page =
            $"WHERE {IsLive} AND k.name > @after AND (@owner IS NULL OR k.owner_id = @owner) " +
            "ORDER BY k.name LIMIT @limit";
        StoreCommand Bind(StoreCommand command) => command
            .Set("@now", now).Set("@after", after).Set("@owner", ownerId).Set("@limit", limit);
        var keys = Bind(connection.Prepare($"{Select} {Page}")).Read(Read);
        var grants = GrantRows.ListOf(connection, $"SELECT k.id FROM api_key k {Page}", Bind);
        return [.. keys.Select(key => key with { Grants = [.. grants[key.Id]] })];
    }

    /// <summary>Adds a key.</summary>
    /// <returns>Why not, or null.</returns>
    public static KeyFault? Add(StoreConnection connection, ApiKey key, byte[] hash, bool isDry = false)
    {
        if (connection.Prepare("SELECT 1 FROM api_key WHERE hash = @hash").Set("@hash", hash).HasRow())
            return KeyFault.WasThere;
        if (AdminRows.IsTaken(connection, key.Name, key.CreatedAt)) return KeyFault.NameTaken;
        if (connection.Prepare($"SELECT count(*) FROM api_key k WHERE {IsLive}").Set("@now", key.CreatedAt).ReadNumber()
            >= PeopleLimits.KeysMax)
        {
            return KeyFault.TooMany;
        }
        if (isDry) return null;
        connection.Prepare(
            "INSERT INTO api_key (id, name, hash, created_at, expires_at, owner_id, created_by) " +
            "VALUES (@id, @name, @hash, @created, @expires, @owner, @by)")
            .Set("@id", key.Id).Set("@name", key.Name).Set("@hash", hash).Set("@created", key.CreatedAt)
            .Set("@expires", key.ExpiresAt).Set("@owner", key.OwnerId).Set("@by", key.CreatedBy).Run();
        GrantRows.Set(connection, key.Id, key.Grants);
        AuditRows.Append(connection, PeopleAudit.Made(key));
        return null;
    }

    /// <summary>Revokes a key.</summary>
    public static void Revoke(StoreConnection connection, ApiKey key, string by, DateTimeOffset now)
    {
        connection.Prepare("UPDATE api_key SET revoked_at = @now, revoked_by = @by WHERE id = @id")
            .Set("@now", now).Set("@by", by).Set("@id", key.Id).Run();
        AuditRows.Append(connection, PeopleAudit.Revoked(key));
    }

    private static ApiKey? Fill(StoreConnection connection, ApiKey? key) =>
        key is null ? null : key with { Grants = GrantRows.List(connection, key.Id) };

    private static ApiKey Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        OwnerId = row.TextOrNull(2),
        Owner = row.TextOrNull(3),
        Grants = [],
        CreatedAt = row.Time(4),
        CreatedBy = row.GetString(5),
        ExpiresAt = row.TimeOrNull(6),
        UsedAt = row.TimeOrNull(7),
        UsedFrom = row.TextOrNull(8),
    };
}
