using Aops.Server.Inventory;
using Aops.Server.Storage;

namespace Aops.Server.Hosts;

/// <summary>Inventories in the database.</summary>
internal sealed class InventoryStore(Database database)
{
    /// <summary>Stores what a heartbeat names.</summary>
    /// <returns>The sections whose content is missing.</returns>
    public Task<List<InventoryName>> NameAsync(
        string agentId, IReadOnlyDictionary<string, string> hashes, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => InventoryRows.Name(connection, agentId, hashes, now), Durability.Process, cancellationToken);

    /// <summary>Sections of a host whose content is missing.</summary>
    public ValueTask<List<InventoryName>> ListMissingAsync(string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => InventoryRows.ListMissing(connection, agentId), cancellationToken);

    /// <summary>Stores a content that a host has sent.</summary>
    public Task<InventoryOutcome> AddAsync(
        string agentId, InventoryName name, InventoryDocument document, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => InventoryRows.Add(connection, agentId, name, document, now), Durability.Process,
            cancellationToken);

    /// <summary>The inventory of a host, in the order of the names of sections.</summary>
    public ValueTask<List<HostSection>> ListAsync(string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare(
                "SELECT i.section, i.hash, i.at, c.bytes FROM agent_inventory i LEFT JOIN inventory_content c " +
                "ON c.section = i.section AND c.hash = i.hash WHERE i.agent_id = @id ORDER BY i.section")
                .Set("@id", agentId)
                .Read(row => new HostSection
                {
                    Section = row.GetString(0), Sha256 = row.GetString(1), NamedAt = row.Time(2),
                    LengthBytes = row.Int32OrNull(3),
                }),
            cancellationToken);

    /// <summary>A content; null if it is missing.</summary>
    public ValueTask<StoredInventory?> FindAsync(InventoryName name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => InventoryRows.Find(connection, name), cancellationToken);

    /// <summary>Deletes contents that no host names, a piece at a time.</summary>
    /// <param name="after">The content after which they are looked at.</param>
    /// <returns>The last one that was looked at; null at the end.</returns>
    public Task<long?> SweepAsync(long after, CancellationToken cancellationToken) => database.WriteAsync(
        connection => InventoryRows.Sweep(connection, after), Durability.Process, cancellationToken);
}
