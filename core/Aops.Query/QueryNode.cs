using Aops.Query.Fields;

namespace Aops.Query;

/// <summary>A node of a parsed query. Leaves contain values in the form in which they are compared.</summary>
public abstract record QueryNode
{
    /// <summary>Matches if all parts match; without parts it matches every host.</summary>
    public sealed record And(IReadOnlyList<QueryNode> Parts) : QueryNode;

    /// <summary>Matches if at least one part matches.</summary>
    public sealed record Or(IReadOnlyList<QueryNode> Parts) : QueryNode;

    /// <summary>Matches if the part does not.</summary>
    public sealed record Not(QueryNode Part) : QueryNode;

    /// <summary>A comparison of a field.</summary>
    /// <param name="Values">
    /// The operands: several for <see cref="QueryOperator.In"/>, none if a label is only tested for existence.
    /// </param>
    public sealed record Term(QueryField Field, QueryOperator Operator, IReadOnlyList<QueryValue> Values) : QueryNode
    {
        /// <summary>Name of the label; null for another field.</summary>
        public string? Label { get; init; }

        /// <summary>Name of the package; null for another field.</summary>
        public string? Package { get; init; }

        /// <summary>Name of the field in query syntax.</summary>
        public string Name => Label is not null ? HostFields.LabelPrefix + Label
            : Package is not null ? HostFields.PackagePrefix + Package : Field.Name;
    }

    /// <summary>The names of packages that a query asks for.</summary>
    public static IEnumerable<string> PackagesOf(QueryNode query) => query switch
    {
        And and => and.Parts.SelectMany(PackagesOf),
        Or or => or.Parts.SelectMany(PackagesOf),
        Not not => PackagesOf(not.Part),
        Term { Package: { } package } => [package],
        _ => [],
    };

    /// <summary>The query that matches every host.</summary>
    public static QueryNode All { get; } = new And([]);
}
