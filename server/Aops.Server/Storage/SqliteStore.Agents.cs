using Aops.Native.Sqlite;
using Aops.Server.Agents;

namespace Aops.Server.Storage;

internal sealed partial class SqliteStore
{
    private const string AgentColumns =
        "a.id, a.machine_id, a.hostname, a.version, a.enrolled_at, a.last_seen, a.interval_seconds, a.online";

    public ValueTask<IReadOnlyList<AgentRecord>> ListAllAgentsAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<AgentRecord>>(
            connection => ReadAgents(
                connection.Prepare($"SELECT {AgentColumns}, NULL FROM agent a"), int.MaxValue),
            cancellationToken);

    public ValueTask<IReadOnlyList<AgentRecord>> ListAgentsAsync(
        string? after, int limit, CancellationToken cancellationToken) =>
        _readers.ReadAsync<IReadOnlyList<AgentRecord>>(
            connection => ReadAgents(
                connection.Prepare(
                    $"SELECT {AgentColumns}, s.document FROM agent a " +
                    "LEFT JOIN agent_status s ON s.agent_id = a.id WHERE a.id > ?1 ORDER BY a.id LIMIT ?2")
                    .Bind(1, after ?? "").Bind(2, limit),
                limit),
            cancellationToken);

    public ValueTask<AgentRecord?> FindAgentAsync(string agentId, CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            connection => ReadAgents(
                connection.Prepare(
                    $"SELECT {AgentColumns}, s.document FROM agent a " +
                    "LEFT JOIN agent_status s ON s.agent_id = a.id WHERE a.id = ?1")
                    .Bind(1, agentId),
                1).FirstOrDefault(),
            cancellationToken);

    public ValueTask<AgentCredential?> FindCredentialAsync(
        string agentId, CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            connection =>
            {
                var row = connection.Prepare(
                    "SELECT token_hash, machine_id, hostname FROM agent WHERE id = ?1").Bind(1, agentId);
                return row.Step()
                    ? new AgentCredential(agentId, row.BlobOrNull(0) ?? [], row.Text(1), row.Text(2))
                    : null;
            },
            cancellationToken);

    public Task StoreStatusAsync(StatusUpdate update, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection =>
            {
                var known = connection.Prepare(
                    "UPDATE agent SET last_seen = ?2, interval_seconds = ?3, hostname = ?4, version = ?5, " +
                    "online = 1 WHERE id = ?1")
                    .Bind(1, update.AgentId).Bind(2, Milliseconds(update.At)).Bind(3, update.IntervalSeconds)
                    .Bind(4, update.Hostname).Bind(5, update.Version).Run();
                // Removed while its heartbeat was on the way: there is nothing to keep.
                if (known == 0) return 0;
                return connection.Prepare(
                    "INSERT INTO agent_status VALUES (?1, ?2) " +
                    "ON CONFLICT(agent_id) DO UPDATE SET document = excluded.document")
                    .Bind(1, update.AgentId).Bind(2, update.Status.AsSpan()).Run();
            },
            Durability.Process, cancellationToken);

    public Task StoreOfflineAsync(
        string agentId, DateTimeOffset lastSeen, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection => connection.Prepare("UPDATE agent SET online = 0, last_seen = ?2 WHERE id = ?1")
                .Bind(1, agentId).Bind(2, Milliseconds(lastSeen)).Run(),
            Durability.Process, cancellationToken);

    public Task<bool> RemoveAgentAsync(string agentId, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            connection =>
            {
                connection.Prepare("DELETE FROM desired WHERE scope = ?1").Bind(1, agentId).Run();
                return connection.Prepare("DELETE FROM agent WHERE id = ?1").Bind(1, agentId).Run() == 1;
            },
            Durability.Disk, cancellationToken);

    private static List<AgentRecord> ReadAgents(SqliteStatement row, int limit)
    {
        var agents = new List<AgentRecord>();
        while (agents.Count < limit && row.Step())
        {
            agents.Add(new AgentRecord
            {
                Id = row.Text(0),
                MachineId = row.Text(1),
                Hostname = row.Text(2),
                Version = row.Text(3),
                EnrolledAt = Time(row.Int64(4)),
                LastSeen = TimeOrNull(row, 5),
                IntervalSeconds = row.IsNull(6) ? null : (int)row.Int64(6),
                Online = row.Int64(7) != 0,
                Status = row.BlobOrNull(8),
            });
        }
        return agents;
    }
}
