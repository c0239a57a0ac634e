using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.Agents;

/// <summary>The agents in the database, each with its last heartbeat.</summary>
internal sealed class AgentStore(Database database)
{
    private const string Columns =
        "a.id, a.machine_id, a.hostname, a.version, a.enrolled_at, a.last_seen, a.interval_seconds, a.online";

    private const string AgentsWithStatus =
        $"SELECT {Columns}, s.document FROM agent a LEFT JOIN agent_status s ON s.agent_id = a.id ";

    /// <summary>Every agent, without its status.</summary>
    public ValueTask<List<AgentRecord>> ListAllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare($"SELECT {Columns}, NULL FROM agent a").Read(ReadAgent),
            cancellationToken);

    /// <summary>Agents with their status by ascending id.</summary>
    /// <param name="after">The id that the page begins after; null for the first page.</param>
    /// <param name="limit">Rows of the page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<List<AgentRecord>> ListAsync(
        string? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare(AgentsWithStatus + "WHERE a.id > @after ORDER BY a.id LIMIT @limit")
                .Set("@after", after ?? "").Set("@limit", limit).Read(ReadAgent),
            cancellationToken);

    /// <summary>One agent with its status, or null.</summary>
    public ValueTask<AgentRecord?> FindAsync(string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare(AgentsWithStatus + "WHERE a.id = @id")
                .Set("@id", agentId).ReadFirst(ReadAgent),
            cancellationToken);

    /// <summary>What to check an agent's requests against, or null for one that is not known.</summary>
    public ValueTask<AgentCredential?> FindCredentialAsync(string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare("SELECT token_hash, machine_id, hostname FROM agent WHERE id = @id")
                .Set("@id", agentId)
                .ReadFirst(row => new AgentCredential(agentId, row.Bytes(0), row.GetString(1), row.GetString(2))),
            cancellationToken);

    /// <summary>Keeps a heartbeat. Survives a crash; a power cut may take it.</summary>
    public Task StoreStatusAsync(StatusUpdate update, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                var known = connection.Prepare(
                    "UPDATE agent SET last_seen = @at, interval_seconds = @interval, hostname = @hostname, " +
                    "version = @version, online = 1 WHERE id = @id")
                    .Set("@at", update.At).Set("@interval", update.IntervalSeconds)
                    .Set("@hostname", update.Hostname).Set("@version", update.Version).Set("@id", update.AgentId)
                    .Run();
                // Removed while its heartbeat was on the way: there is nothing to keep.
                if (known == 0) return 0;
                // Not one statement with ON CONFLICT: all but an agent's first heartbeat would try in vain to insert.
                var stored = connection.Prepare("UPDATE agent_status SET document = @document WHERE agent_id = @id")
                    .Set("@document", update.Status).Set("@id", update.AgentId).Run();
                if (stored == 1) return 1;
                return connection.Prepare("INSERT INTO agent_status (agent_id, document) VALUES (@id, @document)")
                    .Set("@id", update.AgentId).Set("@document", update.Status).Run();
            },
            Durability.Process, cancellationToken);

    /// <summary>Keeps that an agent went offline.</summary>
    public Task StoreOfflineAsync(
        string agentId, DateTimeOffset lastSeen, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Prepare("UPDATE agent SET online = 0, last_seen = @seen WHERE id = @id")
                .Set("@seen", lastSeen).Set("@id", agentId).Run(),
            Durability.Process, cancellationToken);

    /// <summary>Forgets an agent with its status, override and commands; its token is void.</summary>
    /// <returns>Whether it was known.</returns>
    public Task<bool> RemoveAsync(string agentId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                connection.Prepare("DELETE FROM desired WHERE scope = @id").Set("@id", agentId).Run();
                return connection.Prepare("DELETE FROM agent WHERE id = @id").Set("@id", agentId).Run() == 1;
            },
            Durability.Disk, cancellationToken);

    private static AgentRecord ReadAgent(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        MachineId = row.GetString(1),
        Hostname = row.GetString(2),
        Version = row.GetString(3),
        EnrolledAt = row.Time(4),
        LastSeen = row.TimeOrNull(5),
        IntervalSeconds = row.Int32OrNull(6),
        Online = row.GetInt64(7) != 0,
        Status = row.BytesOrNull(8),
    };
}
