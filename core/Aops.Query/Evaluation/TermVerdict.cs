namespace Aops.Query.Evaluation;

/// <summary>The result of one comparison of a query for a host.</summary>
/// <param name="Term">The comparison in query syntax.</param>
/// <param name="Holds">Whether it matches.</param>
public sealed record TermVerdict(string Term, bool Holds)
{
    /// <summary>The comparisons of a query in written order, each with its result.</summary>
    /// <param name="now">The time from which ages are counted.</param>
    public static IEnumerable<TermVerdict> Of(QueryNode query, HostFacts host, DateTimeOffset now) => query switch
    {
        QueryNode.And and => and.Parts.SelectMany(part => Of(part, host, now)),
        QueryNode.Or or => or.Parts.SelectMany(part => Of(part, host, now)),
        QueryNode.Not not => Of(not.Part, host, now),
        _ => [new TermVerdict(QueryText.Of(query), QueryPredicate.Holds(query, host, now))],
    };
}
