using Aops.Query.Fields;

namespace Aops.Query;

/// <summary>A query as a tree. Its leaves hold values in the form in which they are compared.</summary>
public abstract record QueryNode
{
    /// <summary>All of them hold; none of them is every host.</summary>
    /// <param name="Parts">The parts.</param>
    public sealed record And(IReadOnlyList<QueryNode> Parts) : QueryNode;

    /// <summary>One of them holds.</summary>
    /// <param name="Parts">The parts.</param>
    public sealed record Or(IReadOnlyList<QueryNode> Parts) : QueryNode;

    /// <summary>It does not hold.</summary>
    /// <param name="Part">The part.</param>
    public sealed record Not(QueryNode Part) : QueryNode;

    /// <summary>A field is compared.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Operator">How.</param>
    /// <param name="Values">With what; several for <see cref="QueryOperator.In"/>, none for a label alone.</param>
    public sealed record Term(QueryField Field, QueryOperator Operator, IReadOnlyList<QueryValue> Values) : QueryNode
    {
        /// <summary>The name of the label; null for another field.</summary>
        public string? Label { get; init; }

        /// <summary>The name of the field as it is written in a query.</summary>
        public string Name => Label is null ? Field.Name : HostFields.LabelPrefix + Label;
    }

    /// <summary>Every host.</summary>
    public static QueryNode All { get; } = new And([]);
}
