using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.Security.Operators;

/// <summary>
/// Operators' tokens in the database, as hashes. A change applies to the next request, since nothing is
/// cached. Revoked tokens stay, so that an old file cannot restore one.
/// </summary>
internal sealed class OperatorTokenStore(Database database)
{
    private const string Select = "SELECT id, name, created_at, expires_at FROM operator_token ";
    private const string IsLive = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > @now)";

    /// <summary>The token in force that has this hash, or null.</summary>
    public ValueTask<OperatorToken?> FindAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare($"{Select} WHERE hash = @hash AND {IsLive}")
                .Set("@hash", hash).Set("@now", now).ReadFirst(Read),
            cancellationToken);

    /// <summary>Tokens in force by name.</summary>
    public ValueTask<List<OperatorToken>> ListAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare($"{Select} WHERE {IsLive} ORDER BY name").Set("@now", now).Read(Read),
            cancellationToken);

    /// <summary>Stores a new token.</summary>
    /// <returns>Why not, or null: its name is in use, its hash exists, or there are too many.</returns>
    public Task<string?> AddAsync(OperatorToken token, byte[] hash, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => Add(connection, token, hash), Durability.Disk, cancellationToken);

    /// <summary>Revokes a token.</summary>
    /// <returns>Whether there was a live one of that name.</returns>
    public Task<bool> RevokeAsync(string name, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Prepare(
                $"UPDATE operator_token SET revoked_at = @now WHERE name = @name AND {IsLive}")
                .Set("@now", now).Set("@name", name).Run() > 0,
            Durability.Disk, cancellationToken);

    private static string? Add(StoreConnection connection, OperatorToken token, byte[] hash)
    {
        if (connection.Prepare("SELECT 1 FROM operator_token WHERE hash = @hash").Set("@hash", hash).HasRow())
            return "this token was there before";
        if (connection.Prepare($"SELECT 1 FROM operator_token WHERE name = @name AND {IsLive}")
            .Set("@name", token.Name).Set("@now", token.CreatedAt).HasRow())
        {
            return $"there is a token named {token.Name} already; revoke it, or choose another name";
        }
        var live = connection.Prepare($"SELECT count(*) FROM operator_token WHERE {IsLive}")
            .Set("@now", token.CreatedAt).ReadNumber();
        if (live >= ServerLimits.OperatorTokensMax) return $"there are {live} tokens already; revoke some";
        connection.Prepare(
            "INSERT INTO operator_token (id, name, hash, created_at, expires_at) " +
            "VALUES (@id, @name, @hash, @created, @expires)")
            .Set("@id", token.Id).Set("@name", token.Name).Set("@hash", hash).Set("@created", token.CreatedAt)
            .Set("@expires", token.ExpiresAt).Run();
        return null;
    }

    private static OperatorToken Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        CreatedAt = row.Time(2),
        ExpiresAt = row.TimeOrNull(3),
    };
}
