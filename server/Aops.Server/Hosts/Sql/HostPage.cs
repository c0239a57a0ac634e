using Aops.Query;

namespace Aops.Server.Hosts.Sql;

/// <summary>A page of the hosts of a query.</summary>
internal sealed record HostPage
{
    public required QueryNode Query { get; init; }

    public required HostOrder Order { get; init; }

    /// <summary>Rows at most.</summary>
    public required int Limit { get; init; }

    /// <summary>The host that it begins after; null for the first page.</summary>
    public HostPlace? After { get; init; }
}

/// <summary>The place of a host in an order.</summary>
/// <param name="Text">The key that the order goes by, where that is a text.</param>
/// <param name="Number">That key where it is a number.</param>
internal sealed record HostPlace(string Id, string? Text, long Number);
