using Aops.Query;
using Aops.Server.Actors;

namespace Aops.Server.Groups;

/// <summary>A write of a group that was checked.</summary>
internal sealed record GroupChange
{
    public required string Name { get; init; }

    public required long Rank { get; init; }

    public required QueryNode Query { get; init; }

    public required string Note { get; init; }

    /// <summary>Whether the group is made by it; else it is there.</summary>
    public required bool IsNew { get; init; }

    /// <summary>The revision that the group must have; null for any.</summary>
    public long? Expected { get; init; }

    /// <summary>Who writes it.</summary>
    public required Actor By { get; init; }

    /// <summary>The hosts that the writer may change.</summary>
    public required QueryNode Scope { get; init; }

    public required DateTimeOffset Now { get; init; }
}
