using System.Text.Json.Serialization;

namespace Aops.Server.Agents;

/// <summary>Body of <c>POST /api/v1/hosts/remove</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BulkRemovalRequest
{
    /// <summary>Which hosts; the empty text is every host.</summary>
    public required string Q { get; init; }

    /// <summary>Why, for the event of each host.</summary>
    public string? Message { get; init; }

    /// <summary>How many hosts a dry run counted; the request is refused where it is another number now.</summary>
    public long? ExpectedCount { get; init; }
}

/// <summary>Answer to it.</summary>
internal sealed record BulkRemovalReply
{
    /// <summary>What the server understood, in its canonical form.</summary>
    public required string Q { get; init; }

    /// <summary>How many hosts the query has: what <c>expectedCount</c> takes.</summary>
    public required long Count { get; init; }

    /// <summary>How many clones besides go with them, as no operator consented to those.</summary>
    public required long Clones { get; init; }

    /// <summary>How many are removed when this answer comes.</summary>
    public required long Removed { get; init; }

    /// <summary>Whether nothing was removed, as the request was only tried.</summary>
    public required bool DryRun { get; init; }

    /// <summary>What removes them, where they are more than one transaction should hold.</summary>
    public string? Operation { get; init; }
}
