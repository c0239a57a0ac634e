using System.Text.Json.Serialization;

namespace Aops.Server.Groups;

/// <summary>Body of <c>POST /api/v1/groups</c> and of <c>PUT /api/v1/groups/{name}</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GroupRequest
{
    /// <summary>Its name; in a PUT the path has it, and this may be absent.</summary>
    public string? Name { get; init; }

    /// <summary>Its rank, from 1.</summary>
    public required long Rank { get; init; }

    /// <summary>Its query.</summary>
    public required string Q { get; init; }

    /// <summary>What it is for.</summary>
    public string? Note { get; init; }
}

/// <summary>A group as it is shown.</summary>
internal sealed record GroupView
{
    public required string Name { get; init; }

    public required long Rank { get; init; }

    /// <summary>The query, in its canonical form.</summary>
    public required string Q { get; init; }

    public required string Note { get; init; }

    /// <summary>Also sent as ETag.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The operator who wrote it.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>How many hosts it has now; in a list only where it was asked for.</summary>
    public long? Count { get; init; }

    public static GroupView Of(GroupRecord group, long? count = null) => new()
    {
        Name = group.Name,
        Rank = group.Rank,
        Q = group.Q,
        Note = group.Note,
        Revision = group.Revision,
        ChangedAt = group.ChangedAt,
        ChangedBy = group.ChangedBy,
        Count = count,
    };
}

/// <summary>Answer of <c>GET /api/v1/groups</c>.</summary>
internal sealed record GroupList
{
    /// <summary>By ascending rank.</summary>
    public required IReadOnlyList<GroupView> Groups { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Answer to a write of a group.</summary>
internal sealed record GroupReply
{
    /// <summary>The group as it is after the write, or would be.</summary>
    public required GroupView Group { get; init; }

    /// <summary>Hosts that are members by the write and were none before.</summary>
    public required long Joining { get; init; }

    /// <summary>Hosts that are no members any more.</summary>
    public required long Leaving { get; init; }

    /// <summary>Whether nothing was written.</summary>
    public required bool DryRun { get; init; }

    /// <summary>The operation that gives hosts the layer of the group, or takes it from them; absent where it has none.</summary>
    public string? Operation { get; init; }
}
