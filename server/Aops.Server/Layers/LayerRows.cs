using System.Data.Common;
using System.Text.Json;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>Revisions of layers in the database, within a transaction or a read.</summary>
internal static class LayerRows
{
    private const string Select =
        "SELECT layer, number, change, document, created_at, author, message, strategy, revert_of FROM layer_revision ";

    /// <summary>The newest revision of a layer; 0 for none.</summary>
    public static long Head(StoreConnection connection, LayerName layer) =>
        connection.Prepare("SELECT coalesce(max(number), 0) FROM layer_revision WHERE layer = @layer")
            .Set("@layer", layer.Text).ReadNumber();

    /// <summary>One revision, or null.</summary>
    public static LayerRevision? Find(StoreConnection connection, LayerName layer, long number) =>
        connection.Prepare(Select + "WHERE layer = @layer AND number = @number")
            .Set("@layer", layer.Text).Set("@number", number).ReadFirst(Read);

    /// <summary>The newest revision, or null.</summary>
    public static LayerRevision? FindHead(StoreConnection connection, LayerName layer) =>
        Find(connection, layer, Head(connection, layer));

    /// <summary>Revisions, the newest first.</summary>
    /// <param name="connection">Where they are.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="before">The page begins below this number.</param>
    /// <param name="limit">Rows at most.</param>
    public static List<LayerRevision> List(StoreConnection connection, LayerName layer, long before, int limit) =>
        connection.Prepare(Select + "WHERE layer = @layer AND number < @before ORDER BY number DESC LIMIT @limit")
            .Set("@layer", layer.Text).Set("@before", before).Set("@limit", limit).Read(Read);

    /// <summary>Adds a revision.</summary>
    public static void Add(StoreConnection connection, LayerRevision revision) =>
        connection.Prepare(
            "INSERT INTO layer_revision " +
            "(layer, number, change, document, created_at, author, message, strategy, revert_of) " +
            "VALUES (@layer, @number, @change, @document, @at, @author, @message, @strategy, @revert)")
            .Set("@layer", revision.Layer.Text).Set("@number", revision.Number).Set("@change", revision.Change)
            .Set("@document", revision.Document is { } document
                ? JsonSerializer.SerializeToUtf8Bytes(document, ServerJson.Default.LayerDocument)
                : null)
            .Set("@at", revision.CreatedAt).Set("@author", revision.Author).Set("@message", revision.Message)
            .Set("@strategy", revision.Strategy).Set("@revert", revision.RevertOf).Run();

    /// <summary>Forgets the layer of a host that is removed.</summary>
    public static void RemoveHost(StoreConnection connection, string agentId) =>
        connection.Prepare("DELETE FROM layer_revision WHERE layer = @layer")
            .Set("@layer", LayerName.Host(agentId).Text).Run();

    /// <summary>The next number among the changes of all layers: what hosts hold after it is greater than before.</summary>
    public static long NextChange(StoreConnection connection)
    {
        connection.Prepare("UPDATE counter SET value = value + 1 WHERE name = 'revision'").Run();
        return LastChange(connection);
    }

    /// <summary>The number of the last change.</summary>
    public static long LastChange(StoreConnection connection) =>
        connection.Prepare("SELECT value FROM counter WHERE name = 'revision'").ReadNumber();

    private static LayerRevision Read(DbDataReader row) => new()
    {
        Layer = LayerName.Parse(row.GetString(0))!.Value,
        Number = row.GetInt64(1),
        Change = row.GetInt64(2),
        Document = row.BytesOrNull(3) is { } json
            ? JsonSerializer.Deserialize(json, ServerJson.Default.LayerDocument)
            : null,
        CreatedAt = row.Time(4),
        Author = row.GetString(5),
        Message = row.GetString(6),
        Strategy = row.GetString(7),
        RevertOf = row.IsDBNull(8) ? null : row.GetInt64(8),
    };
}
