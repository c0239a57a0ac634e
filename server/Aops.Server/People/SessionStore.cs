using Aops.Server.Storage;

namespace Aops.Server.People;

/// <summary>Sessions of users.</summary>
internal sealed class SessionStore(Database database)
{
    /// <summary>Sessions in force, after an id.</summary>
    /// <param name="userId">Whose; null for all.</param>
    public ValueTask<List<PersonSession>> ListAsync(
        string? userId, string after, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => SessionRows.List(connection, userId, after, limit, now), cancellationToken);

    /// <summary>Ends a session.</summary>
    /// <param name="userId">Whose it must be; null for any.</param>
    /// <returns>Whether there was one.</returns>
    public Task<bool> RemoveAsync(string id, string? userId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                if (SessionRows.FindById(connection, id, userId) is not { } session) return false;
                SessionRows.Remove(connection, id);
                AuditRows.Append(connection, PeopleAudit.Ended(session));
                return true;
            },
            Durability.Disk, cancellationToken);
}
