using Aops.Query;
using Aops.Query.Fields;
using Aops.Query.Parsing;

namespace Aops.Server.Rights;

/// <summary>Queries as scopes: the hosts on which a holder has a right.</summary>
internal static class ScopeQuery
{
    /// <summary>Reads a scope in its canonical form: what it means does not depend on the labels that hosts have.</summary>
    public static QueryNode Parse(string canonical) =>
        canonical.Length == 0 ? QueryNode.All : QueryParser.Parse(canonical, NoLabels.Instance);

    /// <summary>Whether a scope is the whole fleet.</summary>
    public static bool IsFleet(QueryNode scope) => scope is QueryNode.And { Parts.Count: 0 };

    /// <summary>A scope; null for the whole fleet.</summary>
    public static QueryNode? OrNull(QueryNode scope) => IsFleet(scope) ? null : scope;

    /// <summary>Hosts of at least one of several scopes.</summary>
    public static QueryNode Either(IReadOnlyList<QueryNode> scopes) =>
        scopes.Any(IsFleet) ? QueryNode.All : scopes.Count == 1 ? scopes[0] : new QueryNode.Or(scopes);

    /// <summary>Hosts of two queries.</summary>
    public static QueryNode Both(QueryNode scope, QueryNode query)
    {
        if (IsFleet(scope)) return query;
        return IsFleet(query) ? scope : new QueryNode.And([scope, query]);
    }

    /// <summary>
    /// Whether every host that a query can ever have is in the scope, as the text alone tells: no host that enrols or is
    /// labelled later makes it untrue. A query that says it in another way than the scope is not recognized.
    /// </summary>
    public static bool Covers(QueryNode scope, QueryNode query)
    {
        if (QueryText.Of(scope) == QueryText.Of(query)) return true;
        if (query is QueryNode.Or either && either.Parts.All(part => Covers(scope, part))) return true;
        return scope switch
        {
            QueryNode.And all when all.Parts.All(part => Covers(part, query)) => true,
            QueryNode.Or some when some.Parts.Any(part => Covers(part, query)) => true,
            QueryNode.Term one when query is QueryNode.Term other => IsNarrower(one, other),
            _ => query is QueryNode.And both && both.Parts.Any(part => Covers(scope, part)),
        };
    }

    // Some of the values that the other takes.
    private static bool IsNarrower(QueryNode.Term scope, QueryNode.Term query) =>
        scope.Name == query.Name && scope.Operator == QueryOperator.In && query.Operator == QueryOperator.In
        && query.Values.Count > 0 && scope.Values.Count > 0
        && query.Values.All(value => scope.Values.Any(taken =>
            taken.Text == value.Text && taken.Number == value.Number));

    // A canonical query names each label with its prefix.
    private sealed class NoLabels : KnownLabels
    {
        public static NoLabels Instance { get; } = new();

        public override bool Has(string name) => false;

        public override IReadOnlyCollection<string> List() => [];
    }
}
