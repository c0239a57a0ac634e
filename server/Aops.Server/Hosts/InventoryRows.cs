using Aops.Contracts.Wire.Inventory;
using Aops.Server.Inventory;
using Aops.Server.Storage;

namespace Aops.Server.Hosts;

/// <summary>
/// Writes contents, and what hosts are found by of them, within a transaction. A content is stored once, however many hosts
/// name it.
/// </summary>
internal static class InventoryRows
{
    private const string Named = "SELECT agent_id FROM agent_inventory WHERE section = @section AND hash = @hash";

    private const string AndOne = " AND (@id IS NULL OR agent_id = @id)";

    /// <summary>Stores what a host names, and applies the contents that are there already.</summary>
    /// <returns>The sections whose content is missing.</returns>
    public static List<InventoryName> Name(
        StoreConnection connection, string agentId, IReadOnlyDictionary<string, string> hashes, DateTimeOffset now)
    {
        // The agent was removed while its heartbeat was on the way.
        if (!HostStore.Has(connection, agentId)) return [];
        var had = connection.Prepare("SELECT section, hash FROM agent_inventory WHERE agent_id = @id")
            .Set("@id", agentId).Read(row => new InventoryName(row.GetString(0), row.GetString(1)))
            .ToDictionary(name => name.Section, name => name.Hash, StringComparer.Ordinal);
        foreach (var (section, hash) in hashes)
        {
            var known = had.GetValueOrDefault(section);
            if (known == hash || (known is null && had.Count >= InventoryLimits.SectionsMax)) continue;
            had[section] = hash;
            connection.Prepare(
                "INSERT INTO agent_inventory (agent_id, section, hash, at) VALUES (@id, @section, @hash, @at) " +
                "ON CONFLICT(agent_id, section) DO UPDATE SET hash = excluded.hash, at = excluded.at")
                .Set("@id", agentId).Set("@section", section).Set("@hash", hash).Set("@at", now).Run();
            if (Find(connection, new InventoryName(section, hash)) is { } content)
                Apply(connection, content, FactsOf(content), agentId);
        }
        return ListMissing(connection, agentId);
    }

    /// <summary>Sections of a host whose content is missing, of those that this version knows.</summary>
    public static List<InventoryName> ListMissing(StoreConnection connection, string agentId)
    {
        var missing = connection.Prepare(
            "SELECT i.section, i.hash FROM agent_inventory i WHERE i.agent_id = @id AND NOT EXISTS " +
            "(SELECT 1 FROM inventory_content c WHERE c.section = i.section AND c.hash = i.hash) ORDER BY i.section")
            .Set("@id", agentId).Read(row => new InventoryName(row.GetString(0), row.GetString(1)));
        return [.. missing.Where(name => InventorySections.All.Contains(name.Section))];
    }

    /// <summary>Stores a content and applies it to every host that names it.</summary>
    public static InventoryOutcome Add(
        StoreConnection connection, string agentId, InventoryName name, InventoryDocument document, DateTimeOffset now)
    {
        var isNamed = connection.Prepare(Named + " AND agent_id = @id")
            .Set("@section", name.Section).Set("@hash", name.Hash).Set("@id", agentId).HasRow();
        if (!isNamed) return InventoryOutcome.NotNamed;
        if (Find(connection, name) is not null) return InventoryOutcome.Stored;
        var packed = PackedText.Pack(document.Json);
        if (ReadBytes(connection) + packed.Length > FleetLimits.InventoryBytesMax) return InventoryOutcome.Full;
        connection.Prepare(
            "INSERT INTO inventory_content (section, hash, document, bytes, stored_at) " +
            "VALUES (@section, @hash, @document, @bytes, @at)")
            .Set("@section", name.Section).Set("@hash", name.Hash).Set("@document", packed)
            .Set("@bytes", document.Json.Length).Set("@at", now).Run();
        AddBytes(connection, packed.Length);
        var content = Find(connection, name)!;
        foreach (var package in document.Facts.Packages ?? [])
        {
            connection.Prepare(
                "INSERT INTO inventory_package (content_id, name, version_key, version) " +
                "VALUES (@content, @name, @key, @version)")
                .Set("@content", content.Id).Set("@name", package.Name).Set("@key", package.VersionKey)
                .Set("@version", package.Version).Run();
        }
        Apply(connection, content, document.Facts, agentId: null);
        return InventoryOutcome.Stored;
    }

    /// <summary>A stored content; null if it is missing.</summary>
    public static StoredInventory? Find(StoreConnection connection, InventoryName name) =>
        connection.Prepare(
            "SELECT id, document, bytes FROM inventory_content WHERE section = @section AND hash = @hash")
            .Set("@section", name.Section).Set("@hash", name.Hash)
            .ReadFirst(row => new StoredInventory(row.GetInt64(0), name, row.Bytes(1), row.Int32(2)));

    /// <summary>Deletes contents that no host names.</summary>
    /// <param name="after">The content after which they are looked at.</param>
    /// <returns>The last one that was looked at; null at the end.</returns>
    public static long? Sweep(StoreConnection connection, long after)
    {
        var looked = connection.Prepare(
            "SELECT id, CAST(length(document) AS BIGINT), CAST(CASE WHEN EXISTS (SELECT 1 FROM agent_inventory i " +
            "WHERE i.section = c.section AND i.hash = c.hash) THEN 1 ELSE 0 END AS BIGINT) " +
            "FROM inventory_content c WHERE id > @after ORDER BY id LIMIT @limit")
            .Set("@after", after).Set("@limit", FleetLimits.InventorySweepRows)
            .Read(row => (Id: row.GetInt64(0), Bytes: row.GetInt64(1), IsNamed: row.GetInt64(2) == 1));
        foreach (var (id, bytes, _) in looked.Where(content => !content.IsNamed))
        {
            connection.Prepare("DELETE FROM inventory_content WHERE id = @id").Set("@id", id).Run();
            AddBytes(connection, -bytes);
        }
        return looked.Count < FleetLimits.InventorySweepRows ? null : looked[^1].Id;
    }

    // Packages are found by the number of their content, and by units no host is found: neither is unpacked and read
    // again for each host that names it, which may be all hosts.
    private static InventoryFacts FactsOf(StoredInventory content) => content.Name.Section switch
    {
        InventorySections.Packages => new InventoryFacts { Packages = [] },
        InventorySections.Units => new InventoryFacts(),
        var section => InventoryReader.Read(section, content.Json()).Facts,
    };

    private static long ReadBytes(StoreConnection connection) =>
        connection.Prepare("SELECT value FROM counter WHERE name = 'inventory_bytes'").ReadNumber();

    private static void AddBytes(StoreConnection connection, long bytes) =>
        connection.Prepare("UPDATE counter SET value = value + @bytes WHERE name = 'inventory_bytes'")
            .Set("@bytes", bytes).Run();

    private static void Apply(
        StoreConnection connection, StoredInventory content, InventoryFacts facts, string? agentId)
    {
        var (section, hash) = content.Name;
        List<InventoryColumn> columns = [.. facts.Columns];
        if (facts.Packages is not null) columns.Add(new InventoryColumn("packages_id", null, content.Id));
        if (columns.Count > 0)
        {
            // Names of columns are constants of each section, so there are as many statements as sections.
            var sets = string.Join(", ", columns.Select(column => $"{column.Name} = @{column.Name}"));
            var update = connection.Prepare($"UPDATE agent SET {sets} WHERE id IN ({Named}{AndOne})")
                .Set("@section", section).Set("@hash", hash).Set("@id", agentId);
            foreach (var column in columns)
            {
                if (column.Text is { } text) update.Set("@" + column.Name, text);
                else update.Set("@" + column.Name, column.Number);
            }
            update.Run();
        }
        if (facts.Addresses is { } addresses) ApplyAddresses(connection, content.Name, addresses, agentId);
    }

    private static void ApplyAddresses(
        StoreConnection connection, InventoryName name, IReadOnlyList<string> keys, string? agentId)
    {
        connection.Prepare($"DELETE FROM agent_address WHERE agent_id IN ({Named}{AndOne})")
            .Set("@section", name.Section).Set("@hash", name.Hash).Set("@id", agentId).Run();
        foreach (var key in keys)
        {
            connection.Prepare(
                "INSERT INTO agent_address (agent_id, address_key) SELECT agent_id, CAST(@key AS TEXT) " +
                $"FROM agent_inventory WHERE section = @section AND hash = @hash{AndOne}")
                .Set("@key", key).Set("@section", name.Section).Set("@hash", name.Hash).Set("@id", agentId).Run();
        }
    }
}
