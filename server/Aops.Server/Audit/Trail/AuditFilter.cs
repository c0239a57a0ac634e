using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Audit.Trail;

/// <summary>Which rows of the audit are asked for.</summary>
internal sealed record AuditFilter
{
    /// <summary>Name or id of the actor; null for any.</summary>
    public string? Actor { get; init; }

    /// <summary>What was changed; null for anything.</summary>
    public string? Object { get; init; }

    /// <summary>A host that the act concerned; null for any, and for acts on no host.</summary>
    public string? HostId { get; init; }

    /// <summary>Id of the request; null for any.</summary>
    public string? RequestId { get; init; }

    /// <summary>Kinds; empty for all.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>The first time; null for the beginning.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The time that rows are before; null for no end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Reads rows.</summary>
    /// <param name="after">Rows with greater ids, the oldest first; null for the newest first.</param>
    /// <param name="before">Rows with smaller ids.</param>
    public List<AuditRecord> Read(StoreConnection connection, long? after, long before, int limit)
    {
        var sql = new SqlText().Add($"SELECT {AuditRows.Columns} FROM audit a WHERE a.id < ").Value(before);
        if (after is { } first) sql.Add(" AND a.id > ").Value(first);
        if (Actor is not null) sql.Add(" AND a.actor = ").Value(Actor);
        if (Object is not null) sql.Add(" AND a.object = ").Value(Object);
        if (RequestId is not null) sql.Add(" AND a.request_id = ").Value(RequestId);
        foreach (var (index, kind) in Kinds.Index()) sql.Add(index == 0 ? " AND a.kind IN (" : ", ").Value(kind);
        if (Kinds.Count > 0) sql.Add(")");
        if (Since is { } since) sql.Add(" AND a.at >= ").Value(since.ToUnixTimeMilliseconds());
        if (Until is { } until) sql.Add(" AND a.at < ").Value(until.ToUnixTimeMilliseconds());
        if (HostId is not null)
            sql.Add(" AND a.id IN (SELECT h.audit_id FROM audit_host h WHERE h.agent_id = ").Value(HostId).Add(")");
        using var command = sql.Add(after is null ? " ORDER BY a.id DESC LIMIT " : " ORDER BY a.id LIMIT ")
            .Value(limit).Prepare(connection);
        return command.Read(AuditRows.Read);
    }
}
