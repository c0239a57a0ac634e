using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aops.Server.Layers;

/// <summary>Body of a PUT of a layer.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LayerRequest
{
    /// <summary>The whole document.</summary>
    public required LayerDocument Document { get; init; }

    /// <summary>Why.</summary>
    public string? Message { get; init; }

    /// <summary>How hosts are moved; it has to be named.</summary>
    public string? Strategy { get; init; }
}

/// <summary>Body of a PATCH of a layer.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LayerPatchRequest
{
    /// <summary>What is laid over the document (RFC 7396); sub-agents by their names.</summary>
    public required JsonElement Document { get; init; }

    /// <summary>Why.</summary>
    public string? Message { get; init; }

    /// <summary>How hosts are moved; it has to be named.</summary>
    public string? Strategy { get; init; }
}

/// <summary>Body of <c>POST …/revert</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RevertRequest
{
    /// <summary>The revision whose content the new one has.</summary>
    public required long Revision { get; init; }

    /// <summary>Why.</summary>
    public string? Message { get; init; }

    /// <summary>How hosts are moved; it has to be named.</summary>
    public string? Strategy { get; init; }
}

/// <summary>A revision as it is shown.</summary>
internal sealed record RevisionView
{
    public required string Layer { get; init; }

    /// <summary>Its number, from 1; 0 for a layer that says nothing yet. Of the newest one also sent as ETag.</summary>
    public required long Revision { get; init; }

    /// <summary>What it says; absent in a list.</summary>
    public LayerDocument? Document { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The operator; empty for what was taken over from an earlier version of the server.</summary>
    public string? Author { get; init; }

    public string? Message { get; init; }

    public string? Strategy { get; init; }

    /// <summary>The revision whose content it has again.</summary>
    public long? RevertOf { get; init; }

    /// <summary>Hosts that a write moves.</summary>
    public long? Hosts { get; init; }

    /// <summary>What moves those that are not moved yet.</summary>
    public string? Operation { get; init; }

    /// <summary>Ids of the rollouts of the layer that the write has ended; absent for none.</summary>
    public IReadOnlyList<string>? Superseded { get; init; }

    /// <summary>
    /// Ids of the rollouts of the layer that go on with it: hosts that they have not reached have what the write changes, and
    /// nothing else of it. Absent for none.
    /// </summary>
    public IReadOnlyList<string>? GoesOn { get; init; }

    public static RevisionView Of(LayerName layer, LayerRevision? revision, bool isWhole = true) => new()
    {
        Layer = layer.Text,
        Revision = revision?.Number ?? 0,
        Document = isWhole ? revision?.Document ?? LayerDocument.Empty : null,
        ChangedAt = revision?.CreatedAt,
        Author = revision?.Author,
        Message = revision?.Message,
        Strategy = revision?.Strategy,
        RevertOf = revision?.RevertOf,
    };
}

/// <summary>Answer of <c>GET …/revisions</c>.</summary>
internal sealed record RevisionList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<RevisionView> Revisions { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Answer of <c>GET …/diff</c>.</summary>
internal sealed record LayerDiff
{
    public required long From { get; init; }

    public required long To { get; init; }

    public required IReadOnlyList<FieldChange> Changes { get; init; }
}

/// <summary>Answer to a write of a layer that changed nothing.</summary>
internal sealed record LayerPreview
{
    public required string Layer { get; init; }

    /// <summary>The revision that it would be.</summary>
    public required long Revision { get; init; }

    public required LayerDocument Document { get; init; }

    /// <summary>What would differ from the newest revision.</summary>
    public required IReadOnlyList<FieldChange> Changes { get; init; }

    /// <summary>Hosts of the layer.</summary>
    public required long Hosts { get; init; }

    /// <summary>Those of them that would be something else.</summary>
    public required long Changing { get; init; }

    /// <summary>Some of these, each with another difference.</summary>
    public required IReadOnlyList<HostPreview> Sample { get; init; }

    /// <summary>Id of the unfinished rollout of the layer, which would go on with it; absent for none.</summary>
    public string? GoesOn { get; init; }

    /// <summary>Ids of the rollouts of the layer that would end by it; absent for none.</summary>
    public IReadOnlyList<string>? Superseded { get; init; }

    /// <summary>Always true.</summary>
    public bool DryRun { get; init; } = true;
}

/// <summary>What would differ on a host.</summary>
internal sealed record HostPreview(string Id, IReadOnlyList<FieldChange> Changes);
