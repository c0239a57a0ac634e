using Aops.Server.Storage;

namespace Aops.Server.Hosts.Labels;

/// <summary>Labels of hosts and of enrolment tokens, within a transaction.</summary>
internal static class LabelRows
{
    /// <summary>The labels of a host, by name.</summary>
    public static SortedDictionary<string, string> Read(StoreConnection connection, string agentId)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in connection.Prepare("SELECT name, value FROM agent_label WHERE agent_id = @id")
            .Set("@id", agentId).Read(row => (row.GetString(0), row.GetString(1))))
        {
            labels[name] = value;
        }
        return labels;
    }

    /// <summary>Sets and removes labels of a host; its revision goes up if any changes.</summary>
    /// <returns>Whether any did; null where the host would have too many, and nothing is changed.</returns>
    public static bool? Apply(StoreConnection connection, string agentId, LabelChange change)
    {
        var labels = Read(connection, agentId);
        if (!change.Changes(labels)) return false;
        if (change.CountAfter(labels) > Query.QueryLimits.LabelsMax) return null;
        foreach (var (name, value) in change.Labels)
        {
            if (value is null) Remove(connection, agentId, name);
            else Set(connection, agentId, name, value);
        }
        connection.Prepare("UPDATE agent SET labels_revision = labels_revision + 1 WHERE id = @id")
            .Set("@id", agentId).Run();
        return true;
    }

    /// <summary>Stores the labels that a token gives.</summary>
    public static void Keep(StoreConnection connection, string tokenId, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (name, value) in labels)
        {
            connection.Prepare("INSERT INTO enrolment_label (token_id, name, value) VALUES (@token, @name, @value)")
                .Set("@token", tokenId).Set("@name", name).Set("@value", value).Run();
        }
    }

    /// <summary>
    /// Adds the labels of an enrolment token to a host; if that exceeds the limit, the host retains its own
    /// only.
    /// </summary>
    public static void Give(StoreConnection connection, byte[] tokenHash, string agentId)
    {
        var given = connection.Prepare(
            "SELECT l.name, l.value FROM enrolment_label l JOIN enrolment_token t ON t.id = l.token_id WHERE t.hash = @hash")
            .Set("@hash", tokenHash).Read(row => (Name: row.GetString(0), Value: (string?)row.GetString(1)))
            .ToDictionary(label => label.Name, label => label.Value);
        if (given.Count > 0) Apply(connection, agentId, new LabelChange(given));
    }

    private static void Remove(StoreConnection connection, string agentId, string name) =>
        connection.Prepare("DELETE FROM agent_label WHERE agent_id = @id AND name = @name")
            .Set("@id", agentId).Set("@name", name).Run();

    private static void Set(StoreConnection connection, string agentId, string name, string value) =>
        connection.Prepare(
            "INSERT INTO agent_label (agent_id, name, value) VALUES (@id, @name, @value) " +
            "ON CONFLICT(agent_id, name) DO UPDATE SET value = excluded.value")
            .Set("@id", agentId).Set("@name", name).Set("@value", value).Run();
}
