using System.Data.Common;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Query;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Deployments.Facts;

/// <summary>What hosts have told of verbs of deployments, in the database, within a transaction or a read.</summary>
internal static class DeploymentHostRows
{
    private const string From =
        " FROM agent a LEFT JOIN deployment_host d ON d.agent_id = a.id AND d.deployment = ";

    /// <summary>
    /// Notes how a verb ended on a host, as the host told it. What a host has after a deployment that did not succeed is not
    /// known: what was deployed before stays noted, and the state says that it failed.
    /// </summary>
    /// <param name="at">When, by the clock of this server.</param>
    public static void Note(
        StoreConnection connection, DeploymentUse use, string agentId, string runId, RunReport report,
        DateTimeOffset at)
    {
        // A deployment, or a host, that was removed meanwhile.
        if (!connection.Prepare(
            "SELECT 1 FROM agent a, deployment p WHERE a.id = @agent AND p.name = @name")
            .Set("@agent", agentId).Set("@name", use.Name).HasRow())
        {
            return;
        }
        connection.Prepare(
            "INSERT INTO deployment_host (deployment, agent_id, verb, phase, reason, run_id, at) " +
            "VALUES (@name, @agent, @verb, @phase, @reason, @run, @at) " +
            "ON CONFLICT (deployment, agent_id) DO UPDATE SET verb = excluded.verb, phase = excluded.phase, " +
            "reason = excluded.reason, run_id = excluded.run_id, at = excluded.at")
            .Set("@name", use.Name).Set("@agent", agentId).Set("@verb", use.Verb)
            .Set("@phase", KebabName.Of(report.Phase)).Set("@reason", report.Reason).Set("@run", runId)
            .Set("@at", at).Run();
        if (use.Verb is not (DeploymentVerbs.Deploy or DeploymentVerbs.Remove)) return;
        var isDeploy = use.Verb == DeploymentVerbs.Deploy;
        if (report.Phase == RunPhase.Succeeded)
        {
            connection.Prepare(
                "UPDATE deployment_host SET failed = 0, deployed_revision = @revision, deployed_at = @at " +
                "WHERE deployment = @name AND agent_id = @agent")
                .Set("@name", use.Name).Set("@agent", agentId).Set("@revision", isDeploy ? use.Revision : null)
                .Set("@at", isDeploy ? at : null).Run();
        }
        else if (isDeploy)
        {
            // A removal that failed leaves it as it was.
            connection.Prepare("UPDATE deployment_host SET failed = 1 WHERE deployment = @name AND agent_id = @agent")
                .Set("@name", use.Name).Set("@agent", agentId).Run();
        }
    }

    /// <summary>Hosts of a deployment, and those that have it though its query has them no longer, by id.</summary>
    /// <param name="query">The hosts of its query.</param>
    /// <param name="scope">Hosts that may be read.</param>
    /// <param name="content">The revision of its content.</param>
    /// <param name="after">The id that theirs are greater than.</param>
    public static List<DeploymentHostRecord> List(
        StoreConnection connection, string deployment, QueryNode query, QueryNode scope, long content,
        DeploymentHostFilter filter, string after, int limit, DateTimeOffset now)
    {
        var sql = new SqlText().Add("SELECT a.id, a.hostname, d.verb, d.phase, d.reason, d.run_id, d.at, " +
            "d.deployed_revision, d.deployed_at, ");
        AddState(sql, content).Add(", CAST(CASE WHEN ");
        new HostCondition(sql, now).Add(query);
        AddHosts(sql.Add(" THEN 1 ELSE 0 END AS BIGINT)"), deployment, query, scope, now);
        if (filter.AgentId is { } agentId) sql.Add(" AND a.id = ").Value(agentId);
        if (filter.State is { } state) AddState(sql.Add(" AND "), content).Add(" = ").Value(KebabName.Of(state));
        using var command = sql.Add(" AND a.id > ").Value(after).Add(" ORDER BY a.id LIMIT ").Value(limit)
            .Prepare(connection);
        return command.Read(Read);
    }

    /// <summary>How many hosts on which a verb has ended have each state.</summary>
    public static IReadOnlyDictionary<string, long> Count(StoreConnection connection, string deployment, long content)
    {
        var sql = new SqlText().Add("SELECT ");
        AddState(sql, content).Add(", count(*) FROM deployment_host d WHERE d.deployment = ").Value(deployment);
        using var command = sql.Add(" GROUP BY 1").Prepare(connection);
        return command.Read(ReadCount).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>How many hosts of those that <see cref="List"/> has, have each state.</summary>
    public static IReadOnlyDictionary<string, long> Count(
        StoreConnection connection, string deployment, QueryNode query, QueryNode scope, long content,
        DateTimeOffset now)
    {
        var sql = new SqlText().Add("SELECT ");
        AddHosts(AddState(sql, content).Add(", count(*)"), deployment, query, scope, now);
        using var command = sql.Add(" GROUP BY 1").Prepare(connection);
        return command.Read(ReadCount).ToDictionary(StringComparer.Ordinal);
    }

    private static void AddHosts(SqlText sql, string deployment, QueryNode query, QueryNode scope, DateTimeOffset now)
    {
        sql.Add(From).Value(deployment).Add(" WHERE ((");
        new HostCondition(sql, now).Add(query);
        sql.Add(") OR d.deployed_revision IS NOT NULL OR d.failed = 1) AND ");
        new HostCondition(sql, now).Add(scope);
    }

    private static KeyValuePair<string, long> ReadCount(DbDataReader row) =>
        KeyValuePair.Create(row.GetString(0), row.GetInt64(1));

    private static SqlText AddState(SqlText sql, long content) => sql
        .Add($"CASE WHEN d.failed = 1 THEN {TextOf(DeploymentHostState.Failed)} " +
            $"WHEN d.deployed_revision IS NULL THEN {TextOf(DeploymentHostState.Absent)} WHEN d.deployed_revision < ")
        .Value(content)
        .Add($" THEN {TextOf(DeploymentHostState.Outdated)} ELSE {TextOf(DeploymentHostState.Deployed)} END");

    private static string TextOf(DeploymentHostState state) => $"'{KebabName.Of(state)}'";

    private static DeploymentHostRecord Read(DbDataReader row) => new()
    {
        AgentId = row.GetString(0),
        Hostname = row.GetString(1),
        Verb = row.TextOrNull(2),
        Phase = row.TextOrNull(3),
        Reason = row.TextOrNull(4),
        RunId = row.TextOrNull(5),
        At = row.TimeOrNull(6),
        DeployedRevision = row.IsDBNull(7) ? null : row.GetInt64(7),
        DeployedAt = row.TimeOrNull(8),
        State = OpenEnum.TryParse<DeploymentHostState>(row.GetString(9))!.Value,
        IsMember = row.GetInt64(10) != 0,
    };
}
