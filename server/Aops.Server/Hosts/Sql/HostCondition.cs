using Aops.Query;
using Aops.Query.Fields;

namespace Aops.Server.Hosts.Sql;

/// <summary>
/// Writes a query as the condition of a statement over <c>agent a</c>, in SQL that both databases understand. No comparison
/// is ever NULL, so that <c>NOT</c> means what it means in <c>QueryPredicate</c>.
/// </summary>
/// <param name="sql">Takes the text.</param>
/// <param name="now">The time that ages are counted from.</param>
internal sealed class HostCondition(SqlText sql, DateTimeOffset now)
{
    /// <summary>Writes a query.</summary>
    public void Add(QueryNode query)
    {
        switch (query)
        {
            case QueryNode.And and:
                AddList(and.Parts, " AND ");
                break;
            case QueryNode.Or or:
                AddList(or.Parts, " OR ");
                break;
            case QueryNode.Not not:
                sql.Add("NOT ");
                AddList([not.Part], "");
                break;
            case QueryNode.Term term:
                AddTerm(term);
                break;
        }
    }

    private void AddList(IReadOnlyList<QueryNode> parts, string between)
    {
        sql.Add(parts.Count == 0 ? "(1 = 1" : "(");
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0) sql.Add(between);
            Add(parts[i]);
        }
        sql.Add(")");
    }

    private void AddTerm(QueryNode.Term term)
    {
        if (term.Field.Kind == FieldKind.Label)
        {
            sql.Add("EXISTS (SELECT 1 FROM agent_label l WHERE l.agent_id = a.id AND l.name = ").Value(term.Label!);
            if (term.Operator != QueryOperator.Has)
            {
                sql.Add(" AND ");
                AddComparison(term, "l.value");
            }
            sql.Add(")");
        }
        else if (term.Field.Kind == FieldKind.Names)
        {
            sql.Add("EXISTS (SELECT 1 FROM agent_sub_agent s WHERE s.agent_id = a.id AND s.name = ")
                .Value(term.Values[0].Text).Add(")");
        }
        else if (term.Field.Kind == FieldKind.Address)
        {
            AddAddress(term);
        }
        else if (term.Field.Kind == FieldKind.Package)
        {
            AddPackage(term);
        }
        else if (term.Field.Kind == FieldKind.Age)
        {
            AddAge(term, HostColumn.Of(term.Field)!.Key);
        }
        else
        {
            AddComparison(term, HostColumn.Of(term.Field)!.Key);
        }
    }

    private void AddComparison(QueryNode.Term term, string column)
    {
        var first = term.Values[0];
        switch (term.Operator)
        {
            case QueryOperator.In when term.Values.Count == 1:
                sql.Add(column).Add(" = ");
                AddValue(term.Field, first);
                break;
            case QueryOperator.In:
                sql.Add(column).Add(" IN (");
                for (var i = 0; i < term.Values.Count; i++)
                {
                    if (i > 0) sql.Add(", ");
                    AddValue(term.Field, term.Values[i]);
                }
                sql.Add(")");
                break;
            case QueryOperator.Matches:
                AddPattern(first, column);
                break;
            default:
                // What a host does not tell is -1 or empty.
                if (term.Field.IsOptional)
                    sql.Add(HostColumn.IsNumber(term.Field) ? "(-1 < " : "('' <> ").Add(column).Add(" AND ");
                sql.Add(column).Add(Sign(term.Operator));
                AddValue(term.Field, first);
                if (term.Field.IsOptional) sql.Add(")");
                break;
        }
    }

    // The hosts of a network are a range of an index; a host with two addresses in it is one.
    private void AddAddress(QueryNode.Term term)
    {
        sql.Add("a.id IN (SELECT d.agent_id FROM agent_address d WHERE ");
        for (var i = 0; i < term.Values.Count; i++)
        {
            sql.Add(i > 0 ? " OR d.address_key BETWEEN " : "d.address_key BETWEEN ").Value(term.Values[i].Text)
                .Add(" AND ").Value(term.Values[i].Last!);
        }
        sql.Add(")");
    }

    // Hosts with equal packages name one content, of which there are few.
    private void AddPackage(QueryNode.Term term)
    {
        sql.Add("a.packages_id IN (SELECT p.content_id FROM inventory_package p WHERE p.name = ").Value(term.Package!);
        if (term.Operator != QueryOperator.Has)
        {
            sql.Add(" AND ");
            AddComparison(term, "p.version_key");
        }
        sql.Add(")");
    }

    // Older than an age means before a time. A missing time is stored as 0.
    private void AddAge(QueryNode.Term term, string column)
    {
        var sign = term.Operator switch
        {
            QueryOperator.Less => " > ",
            QueryOperator.LessOrEqual => " >= ",
            QueryOperator.Greater => " < ",
            _ => " <= ",
        };
        sql.Add("(").Add(column).Add(sign).Value(now.ToUnixTimeMilliseconds() - term.Values[0].Number)
            .Add(" AND ").Add(column).Add(" > 0)");
    }

    private void AddPattern(QueryValue value, string column)
    {
        switch (value.Pattern)
        {
            case TextPattern.Begins:
                // A range, which an index can answer.
                sql.Add("(").Add(column).Add(" >= ").Value(value.Text);
                if (PrefixEnd.Of(value.Text) is { } end) sql.Add(" AND ").Add(column).Add(" < ").Value(end);
                sql.Add(")");
                break;
            case TextPattern.Ends:
                sql.Add("(length(").Add(column).Add(") >= length(").Value(value.Text).Add(") AND substr(").Add(column)
                    .Add(", length(").Add(column).Add(") - length(").Value(value.Text).Add(") + 1) = ")
                    .Value(value.Text).Add(")");
                break;
            default:
                // The only substring search that works equally in both databases.
                sql.Add("replace(").Add(column).Add(", ").Value(value.Text).Add(", '') <> ").Add(column);
                break;
        }
    }

    private void AddValue(QueryField field, QueryValue value)
    {
        if (HostColumn.IsNumber(field)) sql.Value(value.Number);
        else sql.Value(value.Text);
    }

    private static string Sign(QueryOperator how) => how switch
    {
        QueryOperator.Less => " < ",
        QueryOperator.LessOrEqual => " <= ",
        QueryOperator.Greater => " > ",
        _ => " >= ",
    };
}
