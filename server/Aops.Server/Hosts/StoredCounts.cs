using System.Globalization;
using Aops.Query;
using Aops.Query.Fields;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Hosts;

/// <summary>
/// Counts that change with the hosts, in the same transaction (<see cref="CountSource"/>), for the queries that
/// they answer: all hosts; one field, label or sub-agent with one value or one of several; a label alone; and the
/// negation of any of these.
/// </summary>
internal static class StoredCounts
{
    /// <summary>How many hosts a query has; null where it is to be counted.</summary>
    public static long? Find(StoreConnection connection, QueryNode query) => query switch
    {
        QueryNode.And { Parts.Count: 0 } => CountAll(connection),
        QueryNode.Not not when Find(connection, not.Part) is { } others => CountAll(connection) - others,
        QueryNode.Term { Field.IsCountable: true } term when ValuesOf(term) is { } values =>
            Sum(connection, term.Name, values),
        _ => null,
    };

    /// <summary>How many hosts there are: each has a state.</summary>
    public static long CountAll(StoreConnection connection) => Sum(connection, HostFields.State.Name, []);

    // Without values each of them counts; null where the comparison is no equality.
    private static IReadOnlyList<string>? ValuesOf(QueryNode.Term term) => term.Operator switch
    {
        QueryOperator.Has => [.. term.Values.Select(value => value.Text)],
        QueryOperator.In when HostColumn.IsNumber(term.Field) =>
            [.. term.Values.Select(value => value.Number.ToString(CultureInfo.InvariantCulture))],
        QueryOperator.In => [.. term.Values.Select(value => value.Text)],
        _ => null,
    };

    private static long Sum(StoreConnection connection, string name, IReadOnlyList<string> values)
    {
        var sql = new SqlText().Add("SELECT CAST(coalesce(sum(hosts), 0) AS BIGINT) FROM host_count WHERE field = ")
            .Value(name);
        foreach (var (index, value) in values.Index()) sql.Add(index == 0 ? " AND value IN (" : ", ").Value(value);
        using var command = sql.Add(values.Count == 0 ? "" : ")").Prepare(connection);
        return command.ReadNumber();
    }
}
