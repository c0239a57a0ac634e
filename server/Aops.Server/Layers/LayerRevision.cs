namespace Aops.Server.Layers;

/// <summary>A revision of a layer; it never changes.</summary>
internal sealed record LayerRevision
{
    /// <summary>The only strategy so far: every host of the layer is moved to the revision.</summary>
    public const string AllAtOnce = "all-at-once";

    public required LayerName Layer { get; init; }

    /// <summary>Counts the revisions of this layer, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>Its number among the changes of all layers: what hosts hold grows with it.</summary>
    public required long Change { get; init; }

    /// <summary>Null where the layer was taken back and says nothing.</summary>
    public LayerDocument? Document { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Name of the operator's token.</summary>
    public required string Author { get; init; }

    /// <summary>Why, in the author's words.</summary>
    public required string Message { get; init; }

    /// <summary>How hosts are moved to it.</summary>
    public required string Strategy { get; init; }

    /// <summary>The revision whose content it has again; null for new content.</summary>
    public long? RevertOf { get; init; }
}
