using Aops.Server.Storage;

namespace Aops.Server.Audit.Trail;

/// <summary>Reads the audit.</summary>
internal sealed class AuditStore(Database database)
{
    /// <summary>Rows of a filter.</summary>
    /// <param name="after">Rows with greater ids, the oldest first; null for the newest first.</param>
    /// <param name="before">Rows with smaller ids.</param>
    public ValueTask<List<AuditRecord>> ListAsync(
        AuditFilter filter, long? after, long before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => filter.Read(connection, after, before, limit), cancellationToken);

    /// <summary>One row, or null.</summary>
    public ValueTask<AuditRecord?> FindAsync(long id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Prepare($"SELECT {AuditRows.Columns} FROM audit a WHERE a.id = @id")
            .Set("@id", id).ReadFirst(AuditRows.Read),
        cancellationToken);

    /// <summary>The newest row, or null.</summary>
    public ValueTask<AuditHead?> FindHeadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(AuditRows.FindLast, cancellationToken);

    /// <summary>Ids of the hosts of an act, by ascending id.</summary>
    public ValueTask<List<string>> ListHostsAsync(
        long id, string after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Prepare(
            "SELECT agent_id FROM audit_host WHERE audit_id = @id AND agent_id > @after ORDER BY agent_id LIMIT @limit")
            .Set("@id", id).Set("@after", after).Set("@limit", limit).Read(row => row.GetString(0)),
        cancellationToken);

    /// <summary>The first row without an act, of which a list of hosts is there nevertheless; null for none.</summary>
    public ValueTask<long?> FindStrayHostsAsync(CancellationToken cancellationToken) => database.ReadAsync<long?>(
        connection => connection.Prepare(
            "SELECT h.audit_id FROM audit_host h WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.id = h.audit_id " +
            "AND a.hosts_hash IS NOT NULL) ORDER BY h.audit_id LIMIT 1")
            .Read(row => row.GetInt64(0)) is [var id] ? id : null,
        cancellationToken);
}
