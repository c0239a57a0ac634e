using Aops.Query;
using Aops.Query.Fields;
using Aops.Server.Storage;

namespace Aops.Server.Hosts.Sql;

/// <summary>
/// The statement of a page. If every host of the query has a given label or sub-agent, the index of that
/// table leads and gives the hosts in the order of ids; of several the rarest leads, as estimated by a
/// bounded scan.
/// </summary>
internal static class HostSelect
{
    private const int ProbeRowsMax = 1001;

    /// <summary>Writes the statement.</summary>
    /// <param name="connection">Where it will run.</param>
    /// <param name="columns">What it selects, of <c>agent a</c>.</param>
    /// <param name="now">The time that ages are counted from.</param>
    public static SqlText Page(StoreConnection connection, string columns, HostPage page, DateTimeOffset now)
    {
        var sql = new SqlText().Add("SELECT ").Add(columns).Add(" FROM ");
        var lead = page.Order.Field == HostFields.Id ? FindLead(connection, page.Query) : null;
        var id = AddFrom(sql, lead);
        new HostCondition(sql, now).Add(page.Query);
        var (sign, way) = page.Order.IsDescending ? (" < ", " DESC") : (" > ", "");
        if (page.Order.Field == HostFields.Id)
        {
            if (page.After is { } after) sql.Add(" AND ").Add(id).Add(sign).Value(after.Id);
            return sql.Add(" ORDER BY ").Add(id).Add(way).Add(" LIMIT ").Value(page.Limit);
        }
        var key = HostColumn.Of(page.Order.Field)!.Key;
        if (page.After is { } place)
        {
            sql.Add(" AND (").Add(key).Add(", a.id)").Add(sign).Add("(");
            if (place.Text is null) sql.Value(place.Number);
            else sql.Value(place.Text);
            sql.Add(", ").Value(place.Id).Add(")");
        }
        return sql.Add(" ORDER BY ").Add(key).Add(way).Add(", a.id").Add(way).Add(" LIMIT ").Value(page.Limit);
    }

    /// <summary>Writes a statement over all hosts of a query, without an order; a condition can be added to it.</summary>
    public static SqlText All(string columns, QueryNode query, DateTimeOffset now, string before = "")
    {
        var sql = new SqlText().Add(before).Add("SELECT ").Add(columns).Add(" FROM agent a WHERE ");
        new HostCondition(sql, now).Add(query);
        return sql;
    }

    // CROSS JOIN keeps SQLite from starting with the other table; for PostgreSQL it is an ordinary join.
    private static string AddFrom(SqlText sql, QueryNode.Term? lead)
    {
        if (lead is null || HostColumn.Of(lead.Field) is not null)
        {
            sql.Add("agent a WHERE ");
            return "a.id";
        }
        AddTable(sql, lead, " CROSS JOIN agent a");
        sql.Add(" AND a.id = d.agent_id AND ");
        return "d.agent_id";
    }

    private static QueryNode.Term? FindLead(StoreConnection connection, QueryNode query)
    {
        var candidates = HostOrder.Conjuncts(query).Where(HostOrder.IsEquality).ToList();
        if (candidates.Count <= 1) return candidates.FirstOrDefault();
        return candidates.MinBy(term => Probe(connection, term));
    }

    private static long Probe(StoreConnection connection, QueryNode.Term term)
    {
        var sql = new SqlText().Add("SELECT count(*) FROM (SELECT 1 FROM ");
        if (HostColumn.Of(term.Field) is { } column)
        {
            sql.Add("agent a WHERE ").Add(column.Key).Add(" = ");
            if (HostColumn.IsNumber(term.Field)) sql.Value(term.Values[0].Number);
            else sql.Value(term.Values[0].Text);
        }
        else
        {
            AddTable(sql, term);
        }
        using var command = sql.Add(" LIMIT ").Value(ProbeRowsMax).Add(") AS p").Prepare(connection);
        return command.ReadNumber();
    }

    // Rows of the leading table; each is one host.
    private static void AddTable(SqlText sql, QueryNode.Term lead, string join = "")
    {
        if (lead.Field.Kind == FieldKind.Names)
        {
            sql.Add($"agent_sub_agent d{join} WHERE d.name = ").Value(lead.Values[0].Text);
            return;
        }
        sql.Add($"agent_label d{join} WHERE d.name = ").Value(lead.Label!);
        if (lead.Operator == QueryOperator.In) sql.Add(" AND d.value = ").Value(lead.Values[0].Text);
    }
}
