namespace Aops.Query.Fields;

/// <summary>A field of the query language: what the parser, the completion and the documentation need.</summary>
public sealed record QueryField
{
    /// <summary>Name of the field in a query.</summary>
    public required string Name { get; init; }

    /// <summary>Type of its values.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>Description in one sentence.</summary>
    public required string Meaning { get; init; }

    /// <summary>A query that uses it.</summary>
    public required string Example { get; init; }

    /// <summary>The valid words, indexed by their numbers; empty if any value is valid.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether each word alone is a query: <c>online</c> for <c>state=online</c>.</summary>
    public bool HasFlags { get; init; }

    /// <summary>Whether a host may not tell it; then no comparison by order holds.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether its numbers are bytes, which may be written with a unit: <c>8GiB</c>.</summary>
    public bool IsBytes { get; init; }

    /// <summary>Whether hosts can be sorted by this field.</summary>
    public bool IsSortable { get; init; }

    /// <summary>Whether hosts can be grouped and counted by this field.</summary>
    public bool IsCountable { get; init; }

    /// <summary>Whether it stands for all fields with its prefix: labels, packages.</summary>
    public bool IsPrefixed => Kind is FieldKind.Label or FieldKind.Package;

    /// <summary>The valid operators as they are written.</summary>
    public IReadOnlyList<string> Operators => Kind switch
    {
        FieldKind.Text or FieldKind.Exact or FieldKind.Label => ["=", "!=", "in", "~"],
        FieldKind.Version or FieldKind.Number or FieldKind.Package => ["=", "!=", "<", "<=", ">", ">=", "in"],
        FieldKind.Choice or FieldKind.Address => ["=", "!=", "in"],
        FieldKind.Age => ["<", "<=", ">", ">="],
        _ => ["has"],
    };
}
