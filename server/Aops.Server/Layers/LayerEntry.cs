using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>
/// The revision of a layer that hosts take which come into it: its newest one, unless a rollout has not brought that to its
/// hosts yet. Within a transaction or a read.
/// </summary>
internal static class LayerEntry
{
    /// <summary>The revision; the newest one where nothing else is stored.</summary>
    /// <param name="connection">Where it is stored.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="head">Its newest revision.</param>
    public static long Of(StoreConnection connection, LayerName layer, long head) =>
        connection.Prepare("SELECT revision FROM layer_entry WHERE layer = @layer").Set("@layer", layer.Text)
            .Read(row => row.GetInt64(0)) is [var entry] ? entry : head;

    /// <summary>Hosts that come in take a revision that is not the newest.</summary>
    public static void Set(StoreConnection connection, LayerName layer, long revision) =>
        connection.Prepare(
            "INSERT INTO layer_entry (layer, revision) VALUES (@layer, @revision) " +
            "ON CONFLICT(layer) DO UPDATE SET revision = excluded.revision")
            .Set("@layer", layer.Text).Set("@revision", revision).Run();

    /// <summary>Hosts that come in take the newest revision again.</summary>
    public static void Clear(StoreConnection connection, LayerName layer) =>
        connection.Prepare("DELETE FROM layer_entry WHERE layer = @layer").Set("@layer", layer.Text).Run();
}
