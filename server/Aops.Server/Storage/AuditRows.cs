using System.Data.Common;
using Aops.Contracts;
using Aops.Server.Audit;
using Aops.Server.Storage.Postgres;

namespace Aops.Server.Storage;

/// <summary>Adds to the audit, within the transaction of the act; the rows are a chain of hashes (<see cref="AuditHash"/>).</summary>
internal static class AuditRows
{
    /// <summary>Columns for <see cref="Read"/>, of <c>audit a</c>.</summary>
    public const string Columns = "a.id, a.at, a.actor_kind, a.actor, a.address, a.request_id, a.reason, a.kind, " +
        "a.object, a.query, a.hosts, a.hosts_hash, a.operation, a.before_state, a.after_state, a.previous, a.hash";

    /// <summary>Adds the row of an act, and the list of its hosts.</summary>
    /// <param name="connection">The writer's, whose scope tells who acts and when.</param>
    public static void Append(StoreConnection connection, AuditChange change)
    {
        var (scope, last) = (connection.Scope, FindLast(connection));
        var ids = change.OperationId is { } noted && change.HostIds.Count == 0
            ? ListNoted(connection, noted)
            : change.HostIds;
        var hosts = Math.Max(change.Hosts, ids.Count);
        var row = new AuditRecord
        {
            Id = (last?.Id ?? 0) + 1,
            At = scope.Now,
            ActorKind = KebabName.Of(change.Actor?.Kind ?? scope.Origin.Kind),
            Actor = Clean(change.Actor?.Name ?? scope.Origin.Actor)!,
            Address = scope.Origin.Address,
            RequestId = scope.Origin.RequestId,
            Reason = Clean(ReasonOf(change, scope.Origin)),
            Kind = change.Kind,
            Object = Clean(change.Object)!,
            Query = Clean(change.Query),
            Hosts = hosts > 0 ? hosts : null,
            HostsHash = ids.Count > 0 ? AuditHash.OfHosts(ids) : null,
            Operation = change.OperationId,
            BeforeText = Clean(change.Before?.ToString()),
            AfterText = Clean(change.After?.ToString()),
            Previous = last?.Hash ?? "",
            Hash = "",
        };
        row = row with { Hash = AuditHash.Of(row) };
        Insert(connection, row);
        InsertHosts(connection, row.Id, change, ids);
        scope.Add(new AuditNotice(row.Id, row.Kind, row.Object, scope.Origin, hosts)
        {
            Actor = $"{row.ActorKind} {row.Actor}", Reason = row.Reason,
        });
    }

    /// <summary>
    /// The write carries out a piece of an operation, whose row was added when it began. One that began before there was an
    /// audit gets a row now.
    /// </summary>
    public static void CarryOut(StoreConnection connection, string operationId, string objectName)
    {
        var id = connection.Prepare("SELECT id FROM audit WHERE operation = @operation ORDER BY id LIMIT 1")
            .Set("@operation", operationId).Read(row => row.GetInt64(0));
        if (id is [var begun]) connection.Scope.CarryOut(begun);
        else Append(connection, new(AuditKinds.OperationContinue, objectName) { OperationId = operationId });
    }

    /// <summary>The newest row, or null.</summary>
    public static AuditHead? FindLast(StoreConnection connection) => connection
        .Prepare("SELECT id, at, hash FROM audit ORDER BY id DESC LIMIT 1")
        .ReadFirst(row => new AuditHead(row.GetInt64(0), row.Time(1), row.GetString(2)));

    public static AuditRecord Read(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        At = row.Time(1),
        ActorKind = row.GetString(2),
        Actor = row.GetString(3),
        Address = row.TextOrNull(4),
        RequestId = row.TextOrNull(5),
        Reason = row.TextOrNull(6),
        Kind = row.GetString(7),
        Object = row.GetString(8),
        Query = row.TextOrNull(9),
        Hosts = row.IsDBNull(10) ? null : row.GetInt64(10),
        HostsHash = row.TextOrNull(11),
        Operation = row.TextOrNull(12),
        BeforeText = row.TextOrNull(13),
        AfterText = row.TextOrNull(14),
        Previous = row.GetString(15),
        Hash = row.GetString(16),
    };

    private static string? ReasonOf(AuditChange change, WriteOrigin origin) =>
        origin.Reason ?? (string.IsNullOrEmpty(change.Reason) ? null : change.Reason);

    // No token, and a form that every database gives back as it was.
    private static string? Clean(string? text) =>
        text is null ? null : PostgresText.FormOf(SecretText.Without(text));

    private static List<string> ListNoted(StoreConnection connection, string operationId) =>
        connection.Prepare("SELECT agent_id FROM host_review WHERE operation_id = @operation")
            .Set("@operation", operationId).Read(row => row.GetString(0));

    private static void Insert(StoreConnection connection, AuditRecord row) => connection.Prepare(
        "INSERT INTO audit (id, at, actor_kind, actor, address, request_id, reason, kind, object, query, hosts, " +
        "hosts_hash, operation, before_state, after_state, previous, hash) " +
        "VALUES (@id, @at, @actorKind, @actor, @address, @request, @reason, @kind, @object, @query, @hosts, " +
        "@hostsHash, @operation, @before, @after, @previous, @hash)")
        .Set("@id", row.Id).Set("@at", row.At).Set("@actorKind", row.ActorKind).Set("@actor", row.Actor)
        .Set("@address", row.Address).Set("@request", row.RequestId).Set("@reason", row.Reason)
        .Set("@kind", row.Kind).Set("@object", row.Object).Set("@query", row.Query).Set("@hosts", row.Hosts)
        .Set("@hostsHash", row.HostsHash).Set("@operation", row.Operation).Set("@before", row.BeforeText)
        .Set("@after", row.AfterText).Set("@previous", row.Previous).Set("@hash", row.Hash).Run();

    // The hosts of an operation are copied by one statement, however many there are.
    private static void InsertHosts(
        StoreConnection connection, long id, AuditChange change, IReadOnlyList<string> ids)
    {
        if (ids.Count > 0 && change.HostIds.Count == 0)
        {
            connection.Prepare(
                "INSERT INTO audit_host (audit_id, agent_id) SELECT CAST(@id AS BIGINT), agent_id FROM host_review " +
                "WHERE operation_id = @operation")
                .Set("@id", id).Set("@operation", change.OperationId).Run();
            return;
        }
        foreach (var host in ids)
        {
            connection.Prepare("INSERT INTO audit_host (audit_id, agent_id) VALUES (@id, @agent)")
                .Set("@id", id).Set("@agent", host).Run();
        }
    }
}
