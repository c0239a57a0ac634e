using Aops.Query;
using Aops.Query.Fields;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Hosts.Facets;

/// <summary>
/// Counts hosts by the values of fields. Counts of all hosts are stored; those of a query are made over an
/// index per field, and their cost grows with the number of hosts of the query.
/// </summary>
internal sealed class FacetStore(Database database)
{
    /// <summary>Counts, all of one state of the database's tables within one call.</summary>
    public ValueTask<FacetReply> CountAsync(
        QueryNode query, IReadOnlyList<FacetField> fields, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => new FacetReply
            {
                Count = HostStore.Count(connection, query, now),
                Q = QueryText.Of(query),
                Facets = [.. fields.Select(field => Count(connection, query, field, now))],
            },
            cancellationToken);

    private static Facet Count(StoreConnection connection, QueryNode query, FacetField field, DateTimeOffset now)
    {
        using var command = Select(query, field, now).Prepare(connection);
        var isChoice = field.Field.Kind == FieldKind.Choice;
        var rows = command.Read(row => (
            Value: isChoice ? field.Field.Choices[(int)row.GetInt64(0)] : Convert.ToString(row.GetValue(0), null) ?? "",
            Count: row.GetInt64(1)));
        return new Facet
        {
            Field = field.Name,
            Values =
            [
                .. rows.Take(ServerLimits.FacetValuesMax)
                    .Select(row => new FacetValue(row.Value, row.Count, field.Find(row.Value))),
            ],
            HasMore = rows.Count > ServerLimits.FacetValuesMax,
        };
    }

    // Counts the keys first, over an index where the query allows it; one host of each key shows how the
    // value is written.
    private static SqlText Select(QueryNode query, FacetField field, DateTimeOffset now)
    {
        var column = HostColumn.Of(field.Field);
        var sql = new SqlText();
        if (column is null || column.Key == column.Shown)
        {
            AddCounts(sql, query, field, now);
            return sql;
        }
        sql.Add($"SELECT (SELECT {column.Shown} FROM agent a WHERE {column.Key} = k.value LIMIT 1), k.hosts FROM (");
        AddCounts(sql, query, field, now);
        return sql.Add(") AS k ORDER BY k.hosts DESC, k.value");
    }

    private static void AddCounts(SqlText sql, QueryNode query, FacetField field, DateTimeOffset now)
    {
        // Every field that hosts are counted by has stored counts.
        if (query is QueryNode.And { Parts.Count: 0 })
        {
            AddStored(sql, field.Name, HostColumn.IsNumber(field.Field));
            return;
        }
        string key;
        if (HostColumn.Of(field.Field) is { } column)
        {
            key = column.Key;
            sql.Add($"SELECT {key} AS value, count(*) AS hosts FROM agent a WHERE ");
        }
        else if (field.Label is { } label)
        {
            key = "d.value";
            sql.Add($"SELECT {key} AS value, count(*) AS hosts FROM agent_label d CROSS JOIN agent a WHERE d.name = ")
                .Value(label).Add(" AND a.id = d.agent_id AND ");
        }
        else
        {
            key = "d.name";
            sql.Add($"SELECT {key} AS value, count(*) AS hosts FROM agent_sub_agent d CROSS JOIN agent a WHERE ")
                .Add("a.id = d.agent_id AND ");
        }
        new HostCondition(sql, now).Add(query);
        sql.Add($" GROUP BY {key} ORDER BY count(*) DESC, {key} LIMIT ").Value(ServerLimits.FacetValuesMax + 1);
    }

    private static void AddStored(SqlText sql, string name, bool isNumber)
    {
        var value = isNumber ? "CAST(c.value AS BIGINT)" : "c.value";
        sql.Add($"SELECT {value} AS value, c.hosts AS hosts FROM host_count c WHERE c.field = ").Value(name)
            .Add($" ORDER BY c.hosts DESC, {value} LIMIT ").Value(ServerLimits.FacetValuesMax + 1);
    }
}
