using System.Text.Json.Serialization;

namespace Aops.Server.Hosts.Labels;

/// <summary>Answer of <c>PATCH /api/v1/hosts/{id}/labels</c>: the labels after it, or, as a dry run, as they would be.</summary>
internal sealed record LabelReply
{
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Whether anything changes.</summary>
    public required bool Changed { get; init; }

    public required long Revision { get; init; }
}

/// <summary>Body of <c>POST /api/v1/hosts/labels</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BulkLabelRequest
{
    /// <summary>Which hosts; the empty text is every host.</summary>
    public required string Q { get; init; }

    /// <summary>Labels to set, and, with null, to remove.</summary>
    public required Dictionary<string, string?> Labels { get; init; }

    /// <summary>How many hosts a dry run counted; the request is refused where it is another number now.</summary>
    public long? ExpectedCount { get; init; }
}

/// <summary>Answer to it.</summary>
internal sealed record BulkLabelReply
{
    /// <summary>What the server understood, in its canonical form.</summary>
    public required string Q { get; init; }

    /// <summary>How many hosts the query has: what <c>expectedCount</c> takes.</summary>
    public required long Count { get; init; }

    /// <summary>How many of them have other labels by it, once its operation is done where it has one.</summary>
    public required long Changed { get; init; }

    /// <summary>Whether nothing was changed, as the request was only tried.</summary>
    public required bool DryRun { get; init; }

    /// <summary>What changes them, where they are more than one transaction should hold.</summary>
    public string? Operation { get; init; }
}
