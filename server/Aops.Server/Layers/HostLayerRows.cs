using System.Data.Common;
using Aops.Server.Groups;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>
/// The rows (host, layer) -> revision, of which what a host should be is made, and the number that it is told. All within
/// a transaction or a read.
/// </summary>
internal static class HostLayerRows
{
    private const string Select =
        "SELECT d.agent_id, d.revision, d.changed_at, l.layer, l.revision, d.imposed FROM host_desired d " +
        "JOIN host_layer l ON l.agent_id = d.agent_id ";

    /// <summary>Every host.</summary>
    public static List<HostAssignment> ListAll(StoreConnection connection) =>
        Group(connection, connection.Prepare(Select + "ORDER BY d.agent_id").Read(Read), HeldRows.ListAll(connection));

    /// <summary>The hosts that a change has moved last.</summary>
    public static List<HostAssignment> ListChanged(StoreConnection connection, long change) =>
        Group(connection, connection.Prepare(Select + "WHERE d.revision = @change ORDER BY d.agent_id")
            .Set("@change", change).Read(Read), HeldRows.ListChanged(connection, change));

    /// <summary>One host, or null.</summary>
    public static HostAssignment? Find(StoreConnection connection, string agentId) =>
        Group(connection, connection.Prepare(Select + "WHERE d.agent_id = @id").Set("@id", agentId).Read(Read), [])
            .Select(host => host with { Held = HeldRows.Find(connection, agentId) }).FirstOrDefault();

    /// <summary>The layers of a host; none where it has not been told of any.</summary>
    public static List<LayerName> ListLayers(StoreConnection connection, string agentId) =>
        connection.Prepare(Select + "WHERE d.agent_id = @id").Set("@id", agentId).Read(row => Read(row).Layer);

    /// <summary>Ids of the hosts that have a layer, by ascending id.</summary>
    public static List<string> ListMembers(StoreConnection connection, LayerName layer) =>
        connection.Prepare("SELECT agent_id FROM host_layer WHERE layer = @layer ORDER BY agent_id")
            .Set("@layer", layer.Text).Read(row => row.GetString(0));

    /// <summary>How many hosts have an older revision of a layer.</summary>
    public static long CountOlder(StoreConnection connection, LayerName layer, long target) =>
        connection.Prepare("SELECT count(*) FROM host_layer WHERE layer = @layer AND revision < @target")
            .Set("@layer", layer.Text).Set("@target", target).ReadNumber();

    /// <summary>Gives a host a layer, or another revision of it.</summary>
    public static void Set(StoreConnection connection, string agentId, LayerName layer, long revision) =>
        connection.Prepare(
            "INSERT INTO host_layer (agent_id, layer, revision) VALUES (@id, @layer, @revision) " +
            "ON CONFLICT(agent_id, layer) DO UPDATE SET revision = excluded.revision")
            .Set("@id", agentId).Set("@layer", layer.Text).Set("@revision", revision).Run();

    /// <summary>Takes a layer from a host.</summary>
    public static void Remove(StoreConnection connection, string agentId, LayerName layer) =>
        connection.Prepare("DELETE FROM host_layer WHERE agent_id = @id AND layer = @layer")
            .Set("@id", agentId).Set("@layer", layer.Text).Run();

    /// <summary>Sets the number that a host is told.</summary>
    public static void SetRevision(StoreConnection connection, string agentId, long revision, DateTimeOffset now) =>
        connection.Prepare(
            "INSERT INTO host_desired (agent_id, revision, changed_at) VALUES (@id, @revision, @now) " +
            "ON CONFLICT(agent_id) DO UPDATE SET revision = excluded.revision, changed_at = excluded.changed_at")
            .Set("@id", agentId).Set("@revision", revision).Set("@now", now).Run();

    /// <summary>Whether a host takes what it is told whatever it holds.</summary>
    public static void SetImposed(StoreConnection connection, string agentId, bool isImposed) =>
        connection.Prepare("UPDATE host_desired SET imposed = @imposed WHERE agent_id = @id")
            .Set("@imposed", isImposed ? 1 : 0).Set("@id", agentId).Run();

    /// <summary>Moves hosts that have an older revision of a layer to one, some at a time, by ascending id.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="move">What is moved.</param>
    /// <param name="after">The id that the piece begins after.</param>
    /// <param name="change">The number that the hosts are told.</param>
    /// <param name="now">The time.</param>
    /// <returns>The last id of the piece, and how many it has; null where none is left.</returns>
    public static (string Last, int Count)? MovePiece(
        StoreConnection connection, LayerMove move, string after, long change, DateTimeOffset now)
    {
        var ids = connection.Prepare(
            "SELECT agent_id FROM host_layer WHERE layer = @layer AND agent_id > @after AND revision < @target " +
            "ORDER BY agent_id LIMIT @limit")
            .Set("@layer", move.Layer.Text).Set("@after", after).Set("@target", move.Revision)
            .Set("@limit", FleetLimits.HostsPerPiece).Read(row => row.GetString(0));
        if (ids.Count == 0) return null;
        var last = ids[^1];
        // By ranges, and not host by host: the number of statements does not grow with the piece.
        connection.Prepare(
            "UPDATE host_desired SET revision = @change, changed_at = @now WHERE agent_id IN " +
            "(SELECT agent_id FROM host_layer WHERE layer = @layer AND agent_id > @after AND agent_id <= @last " +
            "AND revision < @target)")
            .Set("@change", change).Set("@now", now).Set("@layer", move.Layer.Text).Set("@after", after)
            .Set("@last", last).Set("@target", move.Revision).Run();
        connection.Prepare(
            "UPDATE host_layer SET revision = @target WHERE layer = @layer AND agent_id > @after " +
            "AND agent_id <= @last AND revision < @target")
            .Set("@target", move.Revision).Set("@layer", move.Layer.Text).Set("@after", after).Set("@last", last).Run();
        return (last, ids.Count);
    }

    /// <summary>Moves the hosts that have one revision of a layer to another one, all of them within one transaction.</summary>
    /// <param name="from">The revision that they have.</param>
    /// <param name="to">The one that they get.</param>
    /// <returns>How many there are.</returns>
    public static long MoveFrom(StoreConnection connection, long from, LayerRevision to)
    {
        connection.Prepare(
            "UPDATE host_desired SET revision = @change, changed_at = @now WHERE agent_id IN " +
            "(SELECT agent_id FROM host_layer WHERE layer = @layer AND revision = @from)")
            .Set("@change", to.Change).Set("@now", to.CreatedAt).Set("@layer", to.Layer.Text).Set("@from", from).Run();
        return connection.Prepare("UPDATE host_layer SET revision = @to WHERE layer = @layer AND revision = @from")
            .Set("@to", to.Number).Set("@layer", to.Layer.Text).Set("@from", from).Run();
    }

    private static List<HostAssignment> Group(
        StoreConnection connection, List<Row> rows, Dictionary<string, HeldState> held)
    {
        var ranks = GroupRows.List(connection).ToDictionary(group => group.Name, group => group.Rank);
        return
        [
            .. rows.GroupBy(row => row.AgentId).Select(host => new HostAssignment(
                host.Key, host.First().Revision, host.First().ChangedAt,
                [
                    .. host.Select(row => new LayerPointer(row.Layer, RankOf(row.Layer, ranks), row.LayerRevision))
                        .OrderBy(pointer => pointer.Rank),
                ])
            {
                IsImposed = host.First().IsImposed, Held = held.GetValueOrDefault(host.Key),
            }),
        ];
    }

    private static long RankOf(LayerName layer, Dictionary<string, long> ranks) => layer.Kind switch
    {
        LayerKind.Fleet => 0,
        LayerKind.Group => ranks.GetValueOrDefault(layer.Subject),
        _ => long.MaxValue,
    };

    private static Row Read(DbDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.Time(2), LayerName.Parse(row.GetString(3))!.Value, row.GetInt64(4),
        row.GetInt64(5) != 0);

    private readonly record struct Row(
        string AgentId, long Revision, DateTimeOffset ChangedAt, LayerName Layer, long LayerRevision, bool IsImposed);
}

/// <summary>Hosts are moved to a revision of a layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Revision">The revision.</param>
internal readonly record struct LayerMove(LayerName Layer, long Revision);
