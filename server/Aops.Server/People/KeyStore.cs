using Aops.Server.Actors;
using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>API keys. A change applies to the next request, since nothing is cached.</summary>
internal sealed class KeyStore(Database database)
{
    /// <summary>The key in force with an id, or null.</summary>
    public ValueTask<ApiKey?> FindAsync(string id, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => KeyRows.FindById(connection, id, now), cancellationToken);

    /// <summary>Keys in force by name, after a name.</summary>
    /// <param name="ownerId">Whose; null for all.</param>
    public ValueTask<List<ApiKey>> ListAsync(
        string? ownerId, string after, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => KeyRows.List(connection, ownerId, after, limit, now), cancellationToken);

    /// <summary>Adds a key.</summary>
    /// <param name="actor">Who makes it.</param>
    /// <param name="isDry">Whether only to tell whether it could be.</param>
    /// <returns>Why not, or null.</returns>
    public Task<KeyFault?> AddAsync(
        ApiKey key, byte[] hash, Actor actor, bool isDry, CancellationToken cancellationToken) =>
        database.RunAsync(
            connection => KeyRows.Add(connection, key with { CreatedBy = actor.Name }, hash, isDry),
            isDry, cancellationToken);

    /// <summary>Revokes a key.</summary>
    /// <param name="actor">Who revokes it.</param>
    /// <param name="isDry">Whether only to tell whether it could be.</param>
    /// <param name="isAnyway">Whether also the last admin may go: on the server's machine another one is made.</param>
    /// <returns>Why not, or null.</returns>
    public Task<KeyFault?> RevokeAsync(
        string id, Actor actor, DateTimeOffset now, bool isDry, bool isAnyway,
        CancellationToken cancellationToken)
    {
        KeyFault? Revoke(StoreConnection connection)
        {
            if (KeyRows.FindById(connection, id, now) is not { } key) return KeyFault.NoSuchKey;
            var isAdmin = key.OwnerId is null && key.Grants.Any(grant => grant.Role == Rights.Role.Admin);
            if (isAdmin && !isAnyway
                && AdminRows.CountUsers(connection) == 0 && AdminRows.CountKeys(connection, now) <= 1)
            {
                return KeyFault.LastAdmin;
            }
            if (!isDry) KeyRows.Revoke(connection, key, actor.Name, now);
            return null;
        }

        return database.RunAsync(Revoke, isDry, cancellationToken);
    }
}
