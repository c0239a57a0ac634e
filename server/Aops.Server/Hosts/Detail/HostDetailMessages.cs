using Aops.Query.Evaluation;

namespace Aops.Server.Hosts.Detail;

/// <summary>Answer of <c>GET /api/v1/hosts/{id}/match</c>: whether a query has a host, and why.</summary>
internal sealed record MatchReply
{
    /// <summary>What the server understood, in its canonical form.</summary>
    public required string Q { get; init; }

    public required bool Matches { get; init; }

    /// <summary>Each comparison of the query, in its order, and whether it holds for this host.</summary>
    public required IReadOnlyList<TermVerdict> Terms { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/fields</c>: the query language, for completion.</summary>
internal sealed record FieldList
{
    public required IReadOnlyList<FieldView> Fields { get; init; }

    /// <summary>Names of labels that hosts have; each is a field <c>label.NAME</c>.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Words that join comparisons.</summary>
    public required IReadOnlyList<string> Keywords { get; init; }
}

/// <summary>A field of the query language.</summary>
internal sealed record FieldView
{
    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string Meaning { get; init; }

    public required IReadOnlyList<string> Operators { get; init; }

    /// <summary>The values that it takes; empty where any is taken.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>Whether <c>?sort=</c> takes it.</summary>
    public required bool Sortable { get; init; }

    /// <summary>Whether <c>?by=</c> takes it.</summary>
    public required bool Countable { get; init; }

    public required string Example { get; init; }
}
