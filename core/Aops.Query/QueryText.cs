using System.Text;
using Aops.Query.Fields;

namespace Aops.Query;

/// <summary>
/// Formats a query in its canonical form: labels with their prefix, <c>=</c> for a list of one value, quotes only
/// where needed. The text parses to the same query, whatever labels are known.
/// </summary>
public static class QueryText
{
    /// <summary>The canonical form; empty for the query that matches every host.</summary>
    public static string Of(QueryNode query)
    {
        var text = new StringBuilder();
        Append(text, query);
        return text.ToString();
    }

    /// <summary>An equality comparison in query syntax.</summary>
    /// <param name="name">The name of the field.</param>
    public static string Equal(string name, string value) => $"{name}={Quote(value)}";

    /// <summary>A comparison for membership in query syntax.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="value">The member.</param>
    public static string Has(string name, string value) => $"{name} has {Quote(value)}";

    private static void Append(StringBuilder text, QueryNode query)
    {
        switch (query)
        {
            case QueryNode.And and:
                AppendList(text, and.Parts, " and ", static part => part is QueryNode.Or or QueryNode.And);
                break;
            case QueryNode.Or or:
                AppendList(text, or.Parts, " or ", static part => part is QueryNode.Or);
                break;
            case QueryNode.Not not:
                text.Append("not ");
                AppendPart(text, not.Part, not.Part is QueryNode.And or QueryNode.Or);
                break;
            case QueryNode.Term term:
                AppendTerm(text, term);
                break;
        }
    }

    private static void AppendList(
        StringBuilder text, IReadOnlyList<QueryNode> parts, string between, Func<QueryNode, bool> wantsParentheses)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0) text.Append(between);
            AppendPart(text, parts[i], wantsParentheses(parts[i]));
        }
    }

    private static void AppendPart(StringBuilder text, QueryNode part, bool parentheses)
    {
        if (parentheses) text.Append('(');
        Append(text, part);
        if (parentheses) text.Append(')');
    }

    private static void AppendTerm(StringBuilder text, QueryNode.Term term)
    {
        text.Append(term.Name);
        if (term.Values.Count == 0) return;
        var first = term.Values[0];
        switch (term.Operator)
        {
            case QueryOperator.In when term.Values.Count > 1:
                text.Append(" in (").AppendJoin(", ", term.Values.Select(value => Quote(value.Written))).Append(')');
                break;
            case QueryOperator.Has:
                text.Append(" has ").Append(Quote(first.Written));
                break;
            case QueryOperator.Matches:
                text.Append('~').Append(Pattern(first));
                break;
            default:
                text.Append(Sign(term.Operator)).Append(Quote(first.Written));
                break;
        }
    }

    private static string Sign(QueryOperator how) => how switch
    {
        QueryOperator.Less => "<",
        QueryOperator.LessOrEqual => "<=",
        QueryOperator.Greater => ">",
        QueryOperator.GreaterOrEqual => ">=",
        _ => "=",
    };

    private static string Pattern(QueryValue value) => value.Pattern switch
    {
        TextPattern.Begins => value.Text + "*",
        TextPattern.Ends => "*" + value.Text,
        _ => $"\"{Escape(value.Text)}\"",
    };

    private static string Quote(string value) =>
        value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or '+' or ':')
            ? value
            : $"\"{Escape(value)}\"";

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
