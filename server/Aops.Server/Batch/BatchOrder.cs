using Aops.Query;
using Aops.Server.Actors;
using Aops.Server.Hosts;
using Aops.Server.Rights;

namespace Aops.Server.Batch;

/// <summary>A batch that was checked.</summary>
internal sealed record BatchOrder
{
    /// <summary>What is done on each host.</summary>
    public required BatchAction Action { get; init; }

    /// <summary>The hosts that are named; null where a query says which.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>The hosts where none are named; where some are, those that they have to be among: the sender's scope.</summary>
    public required QueryNode Query { get; init; }

    /// <summary>The hosts, however they are said.</summary>
    public QueryNode Hosts => Ids is { } ids ? ScopeQuery.Both(Query, HostIds.Query(ids)) : Query;

    /// <summary>How many hosts there must be; null for any.</summary>
    public long? Expected { get; init; }

    public required bool IsDry { get; init; }

    /// <summary>Who ordered it.</summary>
    public required Actor By { get; init; }

    /// <summary>Why; may be empty.</summary>
    public required string Message { get; init; }

    public required DateTimeOffset Now { get; init; }
}
