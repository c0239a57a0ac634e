using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Aops.Query;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>
/// What diverged hosts hold, within a transaction or a read. What many hosts hold alike is stored once, by its digest.
/// </summary>
internal static class HeldRows
{
    private const string Select =
        "SELECT agent_id, history, revision, since_change, digest, told_at FROM host_held ";

    /// <summary>Every diverged host.</summary>
    public static Dictionary<string, HeldState> ListAll(StoreConnection connection) =>
        connection.Prepare(Select).Read(Read).ToDictionary(row => row.AgentId, row => row.State);

    /// <summary>Diverged hosts among those that a change has moved last.</summary>
    public static Dictionary<string, HeldState> ListChanged(StoreConnection connection, long change) =>
        connection.Prepare(Select + "WHERE agent_id IN (SELECT agent_id FROM host_desired WHERE revision = @change)")
            .Set("@change", change).Read(Read).ToDictionary(row => row.AgentId, row => row.State);

    /// <summary>What one host holds; null where it is not diverged.</summary>
    public static HeldState? Find(StoreConnection connection, string agentId) =>
        connection.Prepare(Select + "WHERE agent_id = @id").Set("@id", agentId).Read(Read) is [var row]
            ? row.State
            : null;

    /// <summary>Ids of diverged hosts by ascending id, after one.</summary>
    public static List<string> ListIds(StoreConnection connection, string after, int limit) =>
        connection.Prepare("SELECT agent_id FROM host_held WHERE agent_id > @after ORDER BY agent_id LIMIT @limit")
            .Set("@after", after).Set("@limit", limit).Read(row => row.GetString(0));

    /// <summary>How many hosts are diverged.</summary>
    public static long Count(StoreConnection connection) =>
        connection.Prepare("SELECT count(*) FROM host_held").ReadNumber();

    /// <summary>How many of them could not tell what they hold.</summary>
    public static long CountUntold(StoreConnection connection) =>
        connection.Prepare("SELECT count(*) FROM host_held WHERE digest = ''").ReadNumber();

    /// <summary>What a digest names; a document that says nothing where it is not there.</summary>
    public static LayerDocument FindDocument(StoreConnection connection, string digest) =>
        connection.Prepare("SELECT document FROM held_document WHERE digest = @digest")
            .Set("@digest", digest).ReadFirst(row => row.Bytes(0)) is { } json
            ? JsonSerializer.Deserialize(json, ServerJson.Default.LayerDocument) ?? LayerDocument.Empty
            : LayerDocument.Empty;

    /// <summary>Stores that a host is diverged.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="agentId">The host.</param>
    /// <param name="mark">What it holds, with a history.</param>
    /// <param name="document">What that says; null where the host could not tell.</param>
    /// <param name="now">The time.</param>
    public static void Store(
        StoreConnection connection, string agentId, HeldMark mark, LayerDocument? document, DateTimeOffset now)
    {
        var history = mark.History ?? throw new ArgumentException("it has no history", nameof(mark));
        Remove(connection, agentId);
        connection.Prepare(
            "INSERT INTO host_held (agent_id, history, revision, since_change, digest, told_at) " +
            "VALUES (@id, @history, @revision, @since, @digest, @now)")
            .Set("@id", agentId).Set("@history", history).Set("@revision", mark.Revision)
            .Set("@since", document is null ? null : HistoryRows.FindSince(connection, history))
            .Set("@digest", document is null ? "" : StoreDocument(connection, document)).Set("@now", now).Run();
        connection.Prepare("UPDATE agent SET standing = @standing WHERE id = @id")
            .Set("@standing", (long)HostStanding.Diverged).Set("@id", agentId).Run();
    }

    /// <summary>A host is not diverged any more.</summary>
    public static void Remove(StoreConnection connection, string agentId)
    {
        if (Find(connection, agentId) is not { } held) return;
        connection.Prepare("DELETE FROM host_held WHERE agent_id = @id").Set("@id", agentId).Run();
        connection.Prepare(
            "DELETE FROM held_document WHERE digest = @digest " +
            "AND NOT EXISTS (SELECT 1 FROM host_held h WHERE h.digest = held_document.digest)")
            .Set("@digest", held.Digest).Run();
        // Its next heartbeat tells what it is besides.
        connection.Prepare("UPDATE agent SET standing = @standing, facts = '' WHERE id = @id")
            .Set("@standing", (long)HostStanding.Normal).Set("@id", agentId).Run();
    }

    private static string StoreDocument(StoreConnection connection, LayerDocument document)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(document, ServerJson.Default.LayerDocument);
        var digest = Convert.ToHexStringLower(SHA256.HashData(json));
        connection.Prepare(
            "INSERT INTO held_document (digest, document) VALUES (@digest, @document) ON CONFLICT(digest) DO NOTHING")
            .Set("@digest", digest).Set("@document", json).Run();
        return digest;
    }

    private static (string AgentId, HeldState State) Read(DbDataReader row) => (
        row.GetString(0),
        new HeldState(
            new HeldMark(row.GetString(1), row.GetInt64(2)), row.IsDBNull(3) ? null : row.GetInt64(3), row.GetString(4),
            row.Time(5)));
}
