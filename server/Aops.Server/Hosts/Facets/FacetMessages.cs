namespace Aops.Server.Hosts.Facets;

/// <summary>Answer of <c>GET /api/v1/hosts/facets</c>.</summary>
internal sealed record FacetReply
{
    /// <summary>How many hosts the query has.</summary>
    public required long Count { get; init; }

    /// <summary>What the server understood, in its canonical form.</summary>
    public required string Q { get; init; }

    /// <summary>In the order asked for.</summary>
    public required IReadOnlyList<Facet> Facets { get; init; }
}

/// <summary>The hosts of a query by the values of one field.</summary>
internal sealed record Facet
{
    /// <summary>The field's name in the query language.</summary>
    public required string Field { get; init; }

    /// <summary>The most frequent first.</summary>
    public required IReadOnlyList<FacetValue> Values { get; init; }

    /// <summary>Whether there are more values than are told.</summary>
    public required bool HasMore { get; init; }
}

/// <summary>A value, and how many hosts have it.</summary>
/// <param name="Value">The value as it is shown.</param>
/// <param name="Count">How many hosts of the query have it.</param>
/// <param name="Q">What finds these hosts, together with the query.</param>
internal sealed record FacetValue(string Value, long Count, string Q);
