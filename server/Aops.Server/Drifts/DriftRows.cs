using System.Data.Common;
using System.Text.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Query;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Drifts;

/// <summary>Playbooks and hosts in the database, within a transaction or a read.</summary>
internal static class DriftRows
{
    private const string Columns =
        "p.playbook, p.agent_id, a.hostname, p.version, p.run_id, p.applied_at, p.checked_at, p.drifted, p.tasks";

    /// <summary>
    /// Notes what a run has found: a check its drift, an application that nothing drifts any more. One that did not succeed
    /// says nothing about the whole, so that what was known stays.
    /// </summary>
    /// <param name="at">When, by the clock of this server.</param>
    public static void Note(
        StoreConnection connection, RunbookReference playbook, string agentId, string runId, RunReport report,
        DateTimeOffset at)
    {
        if (report is not { Phase: RunPhase.Succeeded, Playbook: { Recap: not null } result }) return;
        if (!connection.Prepare("SELECT 1 FROM agent WHERE id = @agent").Set("@agent", agentId).HasRow()) return;
        var (time, drifted) = result.Check ? ("checked_at", result.ChangedCount) : ("applied_at", 0);
        var tasks = JsonSerializer.Serialize(
            result.Check ? result.Changed : [], DriftJson.Default.IReadOnlyListPlaybookTask);
        connection.Prepare(
            $"INSERT INTO playbook_host (playbook, agent_id, version, run_id, {time}, drifted, tasks) " +
            "VALUES (@playbook, @agent, @version, @run, @at, @drifted, @tasks) " +
            "ON CONFLICT (playbook, agent_id) DO UPDATE " +
            $"SET version = excluded.version, run_id = excluded.run_id, {time} = excluded.{time}, " +
            "drifted = excluded.drifted, tasks = excluded.tasks")
            .Set("@playbook", playbook.Name).Set("@agent", agentId).Set("@version", playbook.Version).Set("@run", runId)
            .Set("@at", at).Set("@drifted", drifted).Set("@tasks", tasks).Run();
    }

    /// <summary>Playbooks on hosts, by playbook and id.</summary>
    /// <param name="scope">Hosts that may be read.</param>
    /// <param name="after">The row that theirs come after; null for the first ones.</param>
    public static List<DriftRecord> List(
        StoreConnection connection, QueryNode scope, DriftFilter filter, (string Playbook, string AgentId)? after,
        int limit, DateTimeOffset now)
    {
        var sql = new SqlText().Add("SELECT ").Add(Columns)
            .Add(" FROM playbook_host p JOIN agent a ON a.id = p.agent_id WHERE ");
        new HostCondition(sql, now).Add(scope);
        if (filter.Playbook is { } playbook) sql.Add(" AND p.playbook = ").Value(playbook);
        if (filter.AgentId is { } agentId) sql.Add(" AND p.agent_id = ").Value(agentId);
        if (filter.IsDrifted is { } isDrifted) sql.Add(isDrifted ? " AND p.drifted > 0" : " AND p.drifted = 0");
        if (after is var (name, id))
            sql.Add(" AND (p.playbook, p.agent_id) > (").Value(name).Add(", ").Value(id).Add(")");
        using var command = sql.Add(" ORDER BY p.playbook, p.agent_id LIMIT ").Value(limit).Prepare(connection);
        return command.Read(Read);
    }

    /// <summary>Hosts of each playbook by whether they have drifted, by its name.</summary>
    /// <param name="scope">Hosts that may be read.</param>
    public static List<DriftCount> Count(StoreConnection connection, QueryNode scope, DateTimeOffset now)
    {
        var sql = new SqlText().Add("SELECT p.playbook, " +
            "CAST(sum(CASE WHEN p.drifted > 0 THEN 1 ELSE 0 END) AS BIGINT), count(*) " +
            "FROM playbook_host p JOIN agent a ON a.id = p.agent_id WHERE ");
        new HostCondition(sql, now).Add(scope);
        using var command = sql.Add(" GROUP BY p.playbook ORDER BY p.playbook").Prepare(connection);
        return command.Read(row => new DriftCount
        {
            Playbook = row.GetString(0), Drifted = row.GetInt64(1), InSync = row.GetInt64(2) - row.GetInt64(1),
        });
    }

    /// <summary>How many hosts have drifted from a playbook, and the first of them by id.</summary>
    public static (long Count, IReadOnlyList<string> Hosts, IReadOnlyList<string> Playbooks) CountDrifted(
        StoreConnection connection, int limit) => (
        connection.Prepare("SELECT count(DISTINCT agent_id) FROM playbook_host WHERE drifted > 0").ReadNumber(),
        connection.Prepare(
            "SELECT DISTINCT agent_id FROM playbook_host WHERE drifted > 0 ORDER BY agent_id LIMIT @limit")
            .Set("@limit", limit).Read(row => row.GetString(0)),
        connection.Prepare(
            "SELECT DISTINCT playbook FROM playbook_host WHERE drifted > 0 ORDER BY playbook LIMIT @limit")
            .Set("@limit", limit).Read(row => row.GetString(0)));

    private static DriftRecord Read(DbDataReader row) => new()
    {
        Playbook = row.GetString(0),
        AgentId = row.GetString(1),
        Hostname = row.GetString(2),
        Version = row.GetString(3),
        RunId = row.GetString(4),
        AppliedAt = row.TimeOrNull(5),
        CheckedAt = row.TimeOrNull(6),
        Drifted = row.GetInt64(7),
        Tasks = JsonSerializer.Deserialize(row.GetString(8), DriftJson.Default.IReadOnlyListPlaybookTask)!,
    };
}
