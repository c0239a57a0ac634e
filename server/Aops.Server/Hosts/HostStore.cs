using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Query.Fields;
using Aops.Query.Parsing;
using Aops.Server.Hosts.Labels;
using Aops.Server.Hosts.Sql;
using Aops.Server.Rights;
using Aops.Server.Storage;

namespace Aops.Server.Hosts;

/// <summary>Hosts in the database, found by queries.</summary>
internal sealed class HostStore(Database database)
{
    private static readonly HostOrder ById = new(HostFields.Id, false);

    /// <summary>Reads a query; a name that is no field is a label if a host has it.</summary>
    /// <exception cref="QueryException">It is not understood.</exception>
    public ValueTask<QueryNode> ParseAsync(string query, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => QueryParser.Parse(query, new StoredLabels(connection)), cancellationToken);

    /// <summary>The hosts of a page, with their labels and sub-agents.</summary>
    public ValueTask<List<HostRecord>> ListAsync(
        HostPage page, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Read(connection, page, now), cancellationToken);

    /// <summary>One host, or null.</summary>
    public ValueTask<HostRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Find(connection, id), cancellationToken);

    /// <summary>Whether there is such a host.</summary>
    public ValueTask<bool> HasAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Has(connection, id), cancellationToken);

    /// <summary>Whether a host is there and in a scope.</summary>
    public ValueTask<bool> IsWithinAsync(string id, QueryNode scope, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => IsWithin(connection, id, scope), cancellationToken);

    /// <summary>A host with what <see cref="QueryPredicate"/> needs of its inventory.</summary>
    /// <param name="packages">Names of packages that are asked for.</param>
    public ValueTask<HostFacts> FillAsync(
        HostFacts host, IReadOnlyCollection<string> packages, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => InventoryParts.Fill(connection, host, packages), cancellationToken);

    /// <summary>How many hosts a query has.</summary>
    public ValueTask<long> CountAsync(QueryNode query, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Count(connection, query, now), cancellationToken);

    /// <summary>Names of labels that hosts have, in order.</summary>
    public ValueTask<List<string>> ListLabelsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(StoredLabels.ListNames, cancellationToken);

    /// <summary>Whether there is such a host, within a transaction or a read.</summary>
    public static bool Has(StoreConnection connection, string id) =>
        connection.Prepare("SELECT 1 FROM agent WHERE id = @id").Set("@id", id).HasRow();

    /// <summary>Whether a host is there and in a scope, within a transaction or a read.</summary>
    // A scope asks for nothing that the time alone changes.
    public static bool IsWithin(StoreConnection connection, string id, QueryNode scope) => CountRows(
        connection, ScopeQuery.Both(scope, HostIds.Query(id)), DateTimeOffset.UnixEpoch) > 0;

    /// <summary>One host, or null, within a transaction or a read.</summary>
    public static HostRecord? Find(StoreConnection connection, string id)
    {
        var page = new HostPage { Query = HostIds.Query(id), Order = ById, Limit = 1 };
        return Read(connection, page, DateTimeOffset.UnixEpoch).FirstOrDefault();
    }

    /// <summary>Hosts by their ids, those that are there, within a transaction or a read.</summary>
    public static List<HostRecord> List(StoreConnection connection, IReadOnlyList<string> ids)
    {
        var page = new HostPage { Query = HostIds.Query(ids), Order = ById, Limit = Math.Max(ids.Count, 1) };
        return ids.Count == 0 ? [] : Read(connection, page, DateTimeOffset.UnixEpoch);
    }

    /// <summary>Ids of the hosts of a query, within a transaction or a read.</summary>
    public static List<string> ListIds(StoreConnection connection, QueryNode query, DateTimeOffset now)
    {
        using var command = HostSelect.All("a.id", query, now).Prepare(connection);
        return command.Read(row => row.GetString(0));
    }

    /// <summary>How many hosts a query has, within a transaction or a read: stored where its query allows it, else counted.</summary>
    public static long Count(StoreConnection connection, QueryNode query, DateTimeOffset now) =>
        StoredCounts.Find(connection, query) ?? CountRows(connection, query, now);

    /// <summary>Counts the hosts of a query by an index.</summary>
    public static long CountRows(StoreConnection connection, QueryNode query, DateTimeOffset now)
    {
        using var command = HostSelect.All("count(*)", query, now).Prepare(connection);
        return command.ReadNumber();
    }

    private static List<HostRecord> Read(StoreConnection connection, HostPage page, DateTimeOffset now)
    {
        var columns = $"{HostRecord.Columns}, {HostColumn.Of(page.Order.Field)!.Key}";
        using var command = HostSelect.Page(connection, columns, page, now).Prepare(connection);
        var hosts = command.Read(row => HostRecord.Read(row, page.Order));
        return [.. hosts.Chunk(HostParts.HostsMax).SelectMany(chunk => HostParts.Add(connection, chunk))];
    }
}
