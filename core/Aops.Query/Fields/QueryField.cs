namespace Aops.Query.Fields;

/// <summary>A field of the language: what a query, a completion, a documentation need to know of it.</summary>
public sealed record QueryField
{
    /// <summary>Its name in a query.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>What it means, in one sentence.</summary>
    public required string Meaning { get; init; }

    /// <summary>A query with it.</summary>
    public required string Example { get; init; }

    /// <summary>The words that it takes, by their numbers; empty where any value is taken.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether each choice alone is a query: <c>online</c> for <c>state=online</c>.</summary>
    public bool HasFlags { get; init; }

    /// <summary>Whether hosts can be sorted by it.</summary>
    public bool IsSortable { get; init; }

    /// <summary>Whether hosts can be counted by its values.</summary>
    public bool IsCountable { get; init; }

    /// <summary>The operators that it takes, as they are written.</summary>
    public IReadOnlyList<string> Operators => Kind switch
    {
        FieldKind.Text or FieldKind.Exact or FieldKind.Label => ["=", "!=", "in", "~"],
        FieldKind.Version or FieldKind.Number => ["=", "!=", "<", "<=", ">", ">=", "in"],
        FieldKind.Choice => ["=", "!=", "in"],
        FieldKind.Age => ["<", "<=", ">", ">="],
        _ => ["has"],
    };
}
