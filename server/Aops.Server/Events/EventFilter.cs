using Aops.Query;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Events;

/// <summary>Which events are asked for.</summary>
internal sealed record EventFilter
{
    /// <summary>Every event.</summary>
    public static EventFilter None { get; } = new();

    /// <summary>Their kinds; empty for all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>The host that they are of; null for any, and for those of no host.</summary>
    public string? AgentId { get; init; }

    /// <summary>The hosts that they are of, as of now; null for any, and for those of no host.</summary>
    public QueryNode? Hosts { get; init; }

    /// <summary>Events after an id, the oldest first.</summary>
    public List<EventRecord> Read(StoreConnection connection, long after, int limit, DateTimeOffset now) =>
        Read(connection, after, limit, now, " ORDER BY e.id LIMIT ");

    /// <summary>The newest events, the oldest of them first.</summary>
    public List<EventRecord> ReadLast(StoreConnection connection, int limit, DateTimeOffset now)
    {
        var newestFirst = Read(connection, -1, limit, now, " ORDER BY e.id DESC LIMIT ");
        newestFirst.Reverse();
        return newestFirst;
    }

    private List<EventRecord> Read(
        StoreConnection connection, long after, int limit, DateTimeOffset now, string order)
    {
        var sql = new SqlText().Add($"SELECT {EventRow.Columns} FROM event e WHERE e.id > ").Value(after);
        if (AgentId is { } id) sql.Add(" AND e.agent_id = ").Value(id);
        foreach (var (index, kind) in Kinds.Index()) sql.Add(index == 0 ? " AND e.kind IN (" : ", ").Value(kind);
        if (Kinds.Count > 0) sql.Add(")");
        if (Hosts is not null)
        {
            sql.Add(" AND EXISTS (SELECT 1 FROM agent a WHERE a.id = e.agent_id AND ");
            new HostCondition(sql, now).Add(Hosts);
            sql.Add(")");
        }
        using var command = sql.Add(order).Value(limit).Prepare(connection);
        return command.Read(EventRow.Read);
    }
}
