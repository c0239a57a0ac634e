using System.Data.Common;
using Aops.Query;
using Aops.Server.Hosts;
using Aops.Server.Storage;

namespace Aops.Server.Agents;

/// <summary>The agents in the database, each with its last heartbeat.</summary>
internal sealed class AgentStore(Database database)
{
    private const string Columns =
        "a.id, a.machine_id, a.hostname, a.version, a.enrolled_at, a.last_seen, a.interval_seconds, a.state, " +
        "a.made_by, a.consented";

    private const string AgentsWithStatus =
        $"SELECT {Columns}, s.document FROM agent a LEFT JOIN agent_status s ON s.agent_id = a.id ";

    /// <summary>Whether the agents cannot be asked for at times, while the server runs.</summary>
    public bool IsRemote => database.IsRemote;

    /// <summary>Every agent, without its status.</summary>
    public ValueTask<List<AgentRecord>> ListAllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare($"SELECT {Columns}, NULL FROM agent a").Read(ReadAgent),
            cancellationToken);

    // A status of before has no summary until the agent's next heartbeat.
    private static readonly string AgentsWithSummary =
        $"SELECT {Columns}, coalesce(s.summary, CASE WHEN length(s.document) <= {ServerLimits.SummaryBytesMax} " +
        "THEN s.document END) FROM agent a LEFT JOIN agent_status s ON s.agent_id = a.id " +
        "WHERE a.id > @after ORDER BY a.id LIMIT @limit";

    /// <summary>Agents with the summary of their status by ascending id.</summary>
    /// <param name="after">The id that the page begins after; null for the first page.</param>
    /// <param name="limit">Rows of the page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<List<AgentRecord>> ListAsync(
        string? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare(AgentsWithSummary)
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

    /// <summary>What is known of the instances of an agent; null for nothing.</summary>
    public ValueTask<byte[]?> FindInstanceAsync(string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare("SELECT instance FROM agent_status WHERE agent_id = @id")
                .Set("@id", agentId).ReadFirst(row => row.BytesOrNull(0)),
            cancellationToken);

    /// <summary>Bytes of each stored status.</summary>
    public ValueTask<List<(string Id, int Bytes)>> ListStatusSizesAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare("SELECT agent_id, CAST(length(document) AS BIGINT) FROM agent_status")
                .Read(row => (row.GetString(0), row.Int32(1))),
            cancellationToken);

    /// <summary>Keeps a heartbeat. Survives a crash; a power cut may take it.</summary>
    public Task StoreStatusAsync(StatusUpdate update, CancellationToken cancellationToken)
    {
        // Here, as all writers wait for what is done in a write.
        var digest = update.Facts.Digest();
        return database.WriteAsync(
            connection =>
            {
                // Removed while its heartbeat was on the way: there is nothing to keep.
                if (!FactRows.Store(connection, update, digest)) return 0;
                // Not one statement with ON CONFLICT: all but an agent's first heartbeat would try in vain to insert.
                var stored = connection.Prepare(
                    "UPDATE agent_status SET document = @document, summary = @summary, instance = @instance " +
                    "WHERE agent_id = @id")
                    .Set("@document", update.Status).Set("@summary", update.Summary).Set("@instance", update.Instance)
                    .Set("@id", update.AgentId).Run();
                if (stored == 1) return 1;
                return connection.Prepare(
                    "INSERT INTO agent_status (agent_id, document, summary, instance) " +
                    "VALUES (@id, @document, @summary, @instance)")
                    .Set("@id", update.AgentId).Set("@document", update.Status).Set("@summary", update.Summary)
                    .Set("@instance", update.Instance).Run();
            },
            Durability.Process, cancellationToken);
    }

    /// <summary>Keeps that an agent is silent, unless a heartbeat was stored since.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="state">Late or offline.</param>
    /// <param name="lastSeen">Until when it was there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task StoreSilenceAsync(
        string agentId, HostState state, DateTimeOffset lastSeen, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Prepare(
                "UPDATE agent SET state = @state, last_seen = @seen " +
                "WHERE id = @id AND (last_seen IS NULL OR last_seen <= @seen)")
                .Set("@state", (long)state).Set("@seen", lastSeen).Set("@id", agentId).Run(),
            Durability.Process, cancellationToken);

    /// <summary>
    /// Forgets an agent with its status, override and commands; its token is void, and so are the clones that this token
    /// made and to which nobody consented. Their ids are given to nobody else.
    /// </summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was removed, the agent itself first; empty where it is not known.</returns>
    public Task<List<RemovedAgent>> RemoveAsync(
        string agentId, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                var removed = connection.Prepare("SELECT id, hostname FROM agent WHERE id = @id")
                    .Set("@id", agentId).Read(RemovedAgent.Read);
                if (removed.Count == 0) return removed;
                removed.AddRange(connection.Prepare(
                    "SELECT id, hostname FROM agent WHERE made_by = @id AND consented = 0")
                    .Set("@id", agentId).Read(RemovedAgent.Read));
                foreach (var agent in removed) Remove(connection, agent, now);
                return removed;
            },
            Durability.Disk, cancellationToken);

    private static void Remove(StoreConnection connection, RemovedAgent agent, DateTimeOffset now)
    {
        connection.Prepare("DELETE FROM desired WHERE scope = @id").Set("@id", agent.Id).Run();
        connection.Prepare("DELETE FROM agent WHERE id = @id").Set("@id", agent.Id).Run();
        connection.Prepare(
            "INSERT INTO removed_agent (id, hostname, removed_at) VALUES (@id, @hostname, @now) " +
            "ON CONFLICT(id) DO NOTHING")
            .Set("@id", agent.Id).Set("@hostname", agent.Hostname).Set("@now", now).Run();
    }

    private static AgentRecord ReadAgent(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        MachineId = row.GetString(1),
        Hostname = row.GetString(2),
        Version = row.GetString(3),
        EnrolledAt = row.Time(4),
        LastSeen = row.TimeOrNull(5),
        IntervalSeconds = row.Int32OrNull(6),
        State = (HostState)row.GetInt64(7),
        MadeBy = row.TextOrNull(8),
        IsConsented = row.GetInt64(9) != 0,
        Status = row.BytesOrNull(10),
    };
}
