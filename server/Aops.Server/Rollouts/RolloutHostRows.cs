using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Rollouts.Hosts;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Server.Storage;

namespace Aops.Server.Rollouts;

/// <summary>Hosts of rollouts in the database, within a transaction or a read.</summary>
internal static class RolloutHostRows
{
    private const int RowsOfOne = 40;

    private const string Columns =
        "h.agent_id, h.stage, h.position, h.canary, h.bytes, h.zone, h.traits, h.state, h.since, h.told, h.attempt, " +
        "h.excuses, h.cause, h.deadline_at, h.settled_at, h.sickness, h.percent, h.exclusion, h.why, " +
        "h.from_revision, h.told_revision, h.told_change, h.seen_reports";

    private static readonly string InsertMany = InsertOf(RowsOfOne);
    private static readonly string InsertOne = InsertOf(1);

    /// <summary>Every host of a rollout, by stage and position.</summary>
    public static List<RolloutHost> ListAll(StoreConnection connection, string id) =>
        connection.Prepare($"SELECT {Columns} FROM rollout_host h WHERE h.rollout_id = @id ORDER BY h.stage, h.position, h.agent_id")
            .Set("@id", id).Read(Read);

    /// <summary>Those with a verdict that is not blameless.</summary>
    public static List<RolloutHost> ListAttempted(StoreConnection connection, string id) =>
        connection.Prepare(
            $"SELECT {Columns} FROM rollout_host h WHERE h.rollout_id = @id AND h.state IN " +
            "('succeeded', 'regressed', 'rolled-back', 'failed', 'lost')").Set("@id", id).Read(Read);

    /// <summary>A page of them, with the names that they have now; null for a host that has left the fleet.</summary>
    /// <param name="state">Their state; null for any.</param>
    /// <param name="after">The place that the page begins after.</param>
    public static List<(RolloutHost Host, string? Hostname)> List(
        StoreConnection connection, string id, string? state, HostPosition after, int limit)
    {
        var command = connection.Prepare(
            $"SELECT {Columns}, a.hostname FROM rollout_host h LEFT JOIN agent a ON a.id = h.agent_id " +
            "WHERE h.rollout_id = @id" + (state is null ? "" : " AND h.state = @state") +
            " AND (h.stage, h.position, h.agent_id) > (@stage, @position, @agent) " +
            "ORDER BY h.stage, h.position, h.agent_id LIMIT @limit")
            .Set("@id", id).Set("@stage", after.Stage).Set("@position", after.Position).Set("@agent", after.AgentId)
            .Set("@limit", limit);
        if (state is not null) command.Set("@state", state);
        return command.Read(row => (Read(row), row.TextOrNull(23)));
    }

    /// <summary>The newest rollout that has begun and has a host, with the host; null for none.</summary>
    public static (string RolloutId, RolloutHost Host)? FindNewest(StoreConnection connection, string agentId) =>
        connection.Prepare(
            $"SELECT {Columns}, h.rollout_id FROM rollout_host h JOIN rollout r ON r.id = h.rollout_id " +
            "WHERE h.agent_id = @agent AND r.started_at IS NOT NULL AND h.state <> 'excluded' " +
            "ORDER BY h.rollout_id DESC LIMIT 1")
            .Set("@agent", agentId).Read(row => (row.GetString(23), Read(row))) is [var found] ? found : null;

    /// <summary>Hosts of the layer that a rollout does not have yet.</summary>
    public static List<string> ListNewcomers(StoreConnection connection, string id, string layer, int limit) =>
        connection.Prepare(
            "SELECT l.agent_id FROM host_layer l WHERE l.layer = @layer AND NOT EXISTS (SELECT 1 FROM rollout_host h " +
            "WHERE h.rollout_id = @id AND h.agent_id = l.agent_id) ORDER BY l.agent_id LIMIT @limit")
            .Set("@id", id).Set("@layer", layer).Set("@limit", limit).Read(row => row.GetString(0));

    /// <summary>Hosts of a rollout that the layer does not have any more, and whether each is still in the fleet.</summary>
    public static List<(string Id, bool IsKnown)> ListMissing(StoreConnection connection, string id, string layer) =>
        connection.Prepare(
            "SELECT h.agent_id, CASE WHEN EXISTS (SELECT 1 FROM agent a WHERE a.id = h.agent_id) THEN 1 ELSE 0 END " +
            "FROM rollout_host h WHERE h.rollout_id = @id AND NOT EXISTS (SELECT 1 FROM host_layer l " +
            "WHERE l.layer = @layer AND l.agent_id = h.agent_id)")
            .Set("@id", id).Set("@layer", layer)
            .Read(row => (row.GetString(0), Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture) != 0));

    /// <summary>Adds hosts as they were planned.</summary>
    public static void Add(StoreConnection connection, string id, IReadOnlyList<RolloutHost> hosts)
    {
        foreach (var chunk in hosts.Chunk(RowsOfOne))
        {
            if (chunk.Length == RowsOfOne) Insert(connection.Prepare(InsertMany), id, chunk);
            else foreach (var host in chunk) Insert(connection.Prepare(InsertOne), id, [host]);
        }
    }

    /// <summary>Drops the hosts of a plan that another one takes the place of.</summary>
    public static void Clear(StoreConnection connection, string id) =>
        connection.Prepare("DELETE FROM rollout_host WHERE rollout_id = @id").Set("@id", id).Run();

    /// <summary>Stores how a host stands.</summary>
    public static void Save(StoreConnection connection, string id, RolloutHost host)
    {
        var one = host.Assignment;
        connection.Prepare(
            "UPDATE rollout_host SET canary = @canary, state = @state, since = @since, told = @told, " +
            "attempt = @attempt, excuses = @excuses, cause = @cause, deadline_at = @deadline, settled_at = @settled, " +
            "sickness = @sickness, percent = @percent, exclusion = @exclusion, why = @why, from_revision = @from, " +
            "told_revision = @revision, told_change = @change, seen_reports = @seen " +
            "WHERE rollout_id = @id AND agent_id = @agent")
            .Set("@id", id).Set("@agent", host.Id).Set("@canary", one.IsCanary ? 1 : 0)
            .Set("@state", KebabName.Of(one.State)).Set("@since", one.Since).Set("@told", one.IsTold ? 1 : 0)
            .Set("@attempt", one.Attempt).Set("@excuses", one.Excuses)
            .Set("@cause", one.Cause is { } cause ? KebabName.Of(cause) : null).Set("@deadline", one.DeadlineAt)
            .Set("@settled", one.SettledAt).Set("@sickness", KebabName.Of(one.Sickness)).Set("@percent", one.Percent)
            .Set("@exclusion", one.Exclusion is { } exclusion ? KebabName.Of(exclusion) : null).Set("@why", one.Reason)
            .Set("@from", host.FromRevision).Set("@revision", host.ToldRevision).Set("@change", host.ToldChange)
            .Set("@seen", host.SeenReports).Run();
    }

    private static string InsertOf(int rows)
    {
        var sql = new StringBuilder(
            "INSERT INTO rollout_host (rollout_id, agent_id, stage, position, canary, bytes, zone, traits, " +
            "state, since, exclusion, why) VALUES ");
        for (var i = 0; i < rows; i++)
        {
            sql.Append(i == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture,
                $"(@id, @a{i}, @s{i}, @p{i}, @c{i}, @b{i}, @z{i}, @t{i}, @w{i}, @n{i}, @e{i}, @y{i})");
        }
        return sql.ToString();
    }

    private static void Insert(StoreCommand command, string id, IReadOnlyList<RolloutHost> hosts)
    {
        command.Set("@id", id);
        for (var i = 0; i < hosts.Count; i++)
        {
            var one = hosts[i].Assignment;
            command.Set($"@a{i}", one.HostId).Set($"@s{i}", one.Stage).Set($"@p{i}", HostPosition.Of(one.Position))
                .Set($"@c{i}", one.IsCanary ? 1 : 0).Set($"@b{i}", one.Bytes).Set($"@z{i}", one.Zone)
                .Set($"@t{i}", JsonSerializer.Serialize(hosts[i].Traits, RolloutJson.Default.HostTraits))
                .Set($"@w{i}", KebabName.Of(one.State)).Set($"@n{i}", one.Since)
                .Set($"@e{i}", one.Exclusion is { } exclusion ? KebabName.Of(exclusion) : null).Set($"@y{i}", one.Reason);
        }
        command.Run();
    }

    private static RolloutHost Read(DbDataReader row) => new(
        new Assignment
        {
            HostId = row.GetString(0),
            Stage = row.Int32(1),
            Position = HostPosition.Read(row.GetInt64(2)),
            IsCanary = row.GetInt64(3) != 0,
            Bytes = row.GetInt64(4),
            Zone = row.TextOrNull(5),
            State = StateWords<AssignmentState>.Read(row.GetString(7)),
            Since = row.Time(8),
            IsTold = row.GetInt64(9) != 0,
            Attempt = row.Int32(10),
            Excuses = row.Int32(11),
            Cause = StateWords<BlamelessCause>.ReadOrNull(row.TextOrNull(12)),
            DeadlineAt = row.TimeOrNull(13),
            SettledAt = row.TimeOrNull(14),
            Sickness = StateWords<HostSickness>.Read(row.GetString(15)),
            Percent = row.Int32OrNull(16),
            Exclusion = StateWords<Exclusion>.ReadOrNull(row.TextOrNull(17)),
            Reason = row.TextOrNull(18),
        },
        JsonSerializer.Deserialize(row.GetString(6), RolloutJson.Default.HostTraits)!)
    {
        FromRevision = row.IsDBNull(19) ? null : row.GetInt64(19),
        ToldRevision = row.IsDBNull(20) ? null : row.GetInt64(20),
        ToldChange = row.IsDBNull(21) ? null : row.GetInt64(21),
        SeenReports = row.GetString(22),
    };
}
