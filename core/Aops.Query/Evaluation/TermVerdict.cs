namespace Aops.Query.Evaluation;

/// <summary>One comparison of a query, and whether it holds for a host.</summary>
/// <param name="Term">The comparison, as a query.</param>
/// <param name="Holds">Whether it holds.</param>
public sealed record TermVerdict(string Term, bool Holds)
{
    /// <summary>Each comparison of a query in the order in which they are written.</summary>
    /// <param name="query">The query.</param>
    /// <param name="host">The host.</param>
    /// <param name="now">The time that ages are counted from.</param>
    public static IEnumerable<TermVerdict> Of(QueryNode query, HostFacts host, DateTimeOffset now) => query switch
    {
        QueryNode.And and => and.Parts.SelectMany(part => Of(part, host, now)),
        QueryNode.Or or => or.Parts.SelectMany(part => Of(part, host, now)),
        QueryNode.Not not => Of(not.Part, host, now),
        _ => [new TermVerdict(QueryText.Of(query), QueryPredicate.Holds(query, host, now))],
    };
}
