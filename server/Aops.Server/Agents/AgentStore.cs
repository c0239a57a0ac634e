using System.Data.Common;
using Aops.Query;
using Aops.Server.Hosts;
using Aops.Server.Storage;

namespace Aops.Server.Agents;

/// <summary>The agents in the database, each with its last heartbeat.</summary>
internal sealed class AgentStore(Database database)
{
    private readonly HostCache<AgentCredential> _credentials = new();

    private const string Columns =
        "a.id, a.machine_id, a.hostname, a.version, a.enrolled_at, a.last_seen, a.interval_seconds, a.state, " +
        "a.made_by, a.consented";

    private const string AgentsWithStatus =
        $"SELECT {Columns}, s.document FROM agent a LEFT JOIN agent_status s ON s.agent_id = a.id ";

    /// <summary>Whether the database may be unavailable while the server runs.</summary>
    public bool IsRemote => database.IsRemote;

    /// <summary>Every agent, without its status.</summary>
    public ValueTask<List<AgentRecord>> ListAllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare($"SELECT {Columns}, NULL FROM agent a").Read(ReadAgent),
            cancellationToken);

    // A status of an older version has no summary until the agent's next heartbeat.
    private static readonly string AgentsWithSummary =
        $"SELECT {Columns}, coalesce(s.summary, CASE WHEN length(s.document) <= {ServerLimits.SummaryBytesMax} " +
        "THEN s.document END) FROM agent a LEFT JOIN agent_status s ON s.agent_id = a.id " +
        "WHERE a.id > @after ORDER BY a.id LIMIT @limit";

    /// <summary>Agents by ascending id, with the summary of their status.</summary>
    /// <param name="after">Id after which the page starts; null for the first page.</param>
    /// <param name="limit">Most rows.</param>
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

    /// <summary>The credential of an agent; null if the agent is unknown.</summary>
    public ValueTask<AgentCredential?> FindCredentialAsync(string agentId, CancellationToken cancellationToken) =>
        _credentials.Find(agentId) is { } known ? new(known) : ReadCredentialAsync(agentId, cancellationToken);

    /// <summary>The credential of an agent was changed: it is read again.</summary>
    public void ForgetCredential(string agentId) => _credentials.Forget(agentId);

    /// <summary>It is not known which credentials were changed: all are read again.</summary>
    public void ForgetCredentials() => _credentials.ForgetAll();

    private async ValueTask<AgentCredential?> ReadCredentialAsync(string agentId, CancellationToken cancellationToken)
    {
        var changes = _credentials.Changes;
        var credential = await database.ReadAsync(
            connection => connection.Prepare("SELECT token_hash, machine_id, hostname FROM agent WHERE id = @id")
                .Set("@id", agentId)
                .ReadFirst(row => new AgentCredential(agentId, row.Bytes(0), row.GetString(1), row.GetString(2))),
            cancellationToken);
        if (credential is not null) _credentials.Add(agentId, credential, changes);
        return credential;
    }

    /// <summary>The stored state of the agent's instances; null if there is none.</summary>
    public ValueTask<byte[]?> FindInstanceAsync(string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare("SELECT instance FROM agent_status WHERE agent_id = @id")
                .Set("@id", agentId).ReadFirst(row => row.BytesOrNull(0)),
            cancellationToken);

    /// <summary>Size of each stored status, in bytes.</summary>
    public ValueTask<List<(string Id, int Bytes)>> ListStatusSizesAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare("SELECT agent_id, CAST(length(document) AS BIGINT) FROM agent_status")
                .Read(row => (row.GetString(0), row.Int32(1))),
            cancellationToken);

    /// <summary>Stores the time of a heartbeat that tells nothing new.</summary>
    /// <returns>Whether the agent is known, and its facts are stored.</returns>
    public Task<bool> StoreTimeAsync(
        string agentId, DateTimeOffset at, int intervalSeconds, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => FactRows.StoreTime(connection, agentId, at, intervalSeconds),
            Durability.Process, cancellationToken);

    /// <summary>Stores when hosts were heard of last, many at once.</summary>
    /// <param name="hosts">The hosts.</param>
    /// <param name="read">
    /// What is known of one, asked for within the write; null where it is not online any more, which is stored by itself.
    /// </param>
    /// <returns>Those that are unknown, or whose facts are not stored.</returns>
    public Task<List<T>> StoreTimesAsync<T>(IReadOnlyList<T> hosts, Func<T, SeenHost?> read) =>
        database.WriteAsync(
            connection => hosts.Where(host => read(host) is { } seen
                && !FactRows.StoreTime(connection, seen.AgentId, seen.At, seen.IntervalSeconds)).ToList(),
            Durability.Process, CancellationToken.None);

    /// <summary>Stores a heartbeat. It survives a crash of the server, but not always a power cut.</summary>
    public async Task StoreStatusAsync(StatusUpdate update, CancellationToken cancellationToken)
    {
        await WriteStatusAsync(update, cancellationToken);
        // The name of a host is a part of its credential.
        if (_credentials.Find(update.AgentId) is { } known && known.Hostname != update.Facts.Host.Hostname)
            _credentials.Forget(update.AgentId);
    }

    private Task<int> WriteStatusAsync(StatusUpdate update, CancellationToken cancellationToken)
    {
        // Computed here, since all writers wait for the code inside of a write.
        var digest = update.Facts.Digest();
        return database.WriteAsync(
            connection =>
            {
                // The agent was removed while its heartbeat was on the way.
                if (!FactRows.Store(connection, update, digest)) return 0;
                // UPDATE before INSERT, and not ON CONFLICT, since only an agent's first heartbeat needs
                // the INSERT.
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

    /// <summary>The server starts: which hosts are online is not known, and those that were silent for long are gone.</summary>
    /// <param name="goneBefore">Hosts that were offline and last seen before this time are gone.</param>
    public async Task BeginUnknownAsync(DateTimeOffset goneBefore, CancellationToken cancellationToken)
    {
        // In pieces: each host changes a row of counts, and PostgreSQL finds the newest version of a row among
        // all those of the transaction.
        while (await database.WriteAsync(
            connection => connection.Prepare(
                "UPDATE agent SET state = @unknown WHERE id IN " +
                "(SELECT id FROM agent WHERE state = 1 OR state = 2 LIMIT @limit)")
                .Set("@unknown", (long)HostState.Unknown).Set("@limit", FleetLimits.HostsPerPiece).Run(),
            Durability.Process, cancellationToken) > 0)
        {
        }
        while (await database.WriteAsync(
            connection => connection.Prepare(
                "UPDATE agent SET state = @gone WHERE id IN " +
                "(SELECT id FROM agent WHERE state = 3 AND last_seen < @before LIMIT @limit)")
                .Set("@gone", (long)HostState.Gone).Set("@before", goneBefore)
                .Set("@limit", FleetLimits.HostsPerPiece).Run(),
            Durability.Process, cancellationToken) > 0)
        {
        }
    }

    /// <summary>Stores that an agent is silent, unless a heartbeat was stored since.</summary>
    /// <param name="state">Late or offline.</param>
    /// <param name="lastSeen">When it was last online.</param>
    public Task StoreSilenceAsync(
        string agentId, HostState state, DateTimeOffset lastSeen, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Prepare(
                "UPDATE agent SET state = @state, last_seen = @seen " +
                "WHERE id = @id AND (last_seen IS NULL OR last_seen <= @seen)")
                .Set("@state", (long)state).Set("@seen", lastSeen).Set("@id", agentId).Run(),
            Durability.Process, cancellationToken);

    /// <summary>Deletes an agent, its clones without consent included (<see cref="AgentRows"/>).</summary>
    /// <returns>What was removed, the agent itself first; empty if it is unknown.</returns>
    public Task<List<RemovedAgent>> RemoveAsync(
        string agentId, RemovalOrder order, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                var removed = AgentRows.Find(connection, agentId);
                if (removed.Count > 0) AuditRows.Append(connection, RemovalAudit.Of(connection, removed, order));
                AgentRows.Remove(connection, removed, order);
                return removed;
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
        State = (HostState)row.GetInt64(7),
        MadeBy = row.TextOrNull(8),
        IsConsented = row.GetInt64(9) != 0,
        Status = row.BytesOrNull(10),
    };
}
