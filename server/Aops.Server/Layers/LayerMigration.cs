using System.Text.Json;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>
/// Makes layers of what a server without them has stored: its fleet's document, and the override of each host, in which a
/// list of sub-agents took the place of the fleet's.
/// </summary>
internal static class LayerMigration
{
    private const string Message = "taken over from an earlier version of the server";

    /// <summary>Moves the rows, within the transaction of the migration. The numbers that hosts hold stay what they are.</summary>
    public static void Fill(StoreConnection connection)
    {
        var rows = connection.Prepare("SELECT scope, revision, document, changed_at FROM desired").Read(row =>
            (Scope: row.GetString(0), Change: row.GetInt64(1), Json: row.BytesOrNull(2), At: row.Time(3)));
        var fleet = rows.Find(row => row.Scope.Length == 0);
        var fleetAt = fleet.Scope is null ? DateTimeOffset.UnixEpoch : fleet.At;
        connection.Prepare(
            "INSERT INTO host_layer (agent_id, layer, revision) " +
            "SELECT id, 'fleet', CAST(@revision AS BIGINT) FROM agent")
            .Set("@revision", fleet.Scope is null ? 0 : 1).Run();
        connection.Prepare(
            "INSERT INTO host_desired (agent_id, revision, changed_at) " +
            "SELECT id, CAST(@revision AS BIGINT), CAST(@at AS BIGINT) FROM agent")
            .Set("@revision", fleet.Change).Set("@at", fleetAt).Run();
        foreach (var (scope, change, json, at) in rows)
        {
            var layer = scope.Length == 0 ? LayerName.Fleet : LayerName.Host(scope);
            LayerRows.Add(connection, new LayerRevision
            {
                Layer = layer,
                Number = 1,
                Change = change,
                Document = Read(json, layer),
                CreatedAt = at,
                Author = "",
                Message = Message,
                Strategy = LayerRevision.AllAtOnce,
            });
            if (layer.Kind == LayerKind.Fleet
                || !connection.Prepare("SELECT 1 FROM agent WHERE id = @id").Set("@id", scope).HasRow())
            {
                continue;
            }
            HostLayerRows.Set(connection, scope, layer, 1);
            if (change > fleet.Change) HostLayerRows.SetRevision(connection, scope, change, at);
        }
        connection.Run("DROP TABLE desired");
    }

    private static LayerDocument? Read(byte[]? json, LayerName layer)
    {
        if (json is null) return null;
        var document = JsonSerializer.Deserialize(json, ServerJson.Default.LayerDocument);
        return layer.Kind == LayerKind.Host && document?.SubAgents is not null
            ? document with { ReplaceSubAgents = true }
            : document;
    }
}
