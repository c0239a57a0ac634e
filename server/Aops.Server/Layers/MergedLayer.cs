namespace Aops.Server.Layers;

/// <summary>A layer that is a part of what a host should be.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Rank">Its place in the order of merging.</param>
/// <param name="Revision">The revision that this host has of it.</param>
/// <param name="Document">What that revision says.</param>
internal sealed record MergedLayer(LayerName Layer, long Rank, long Revision, LayerDocument Document)
{
    /// <summary>Number of the revision among the changes of all layers.</summary>
    public long Change { get; init; }

    /// <summary>Who wrote the revision; empty where it is not known.</summary>
    public string Author { get; init; } = "";

    /// <summary>Why, in the author's words; empty where none were given.</summary>
    public string Message { get; init; } = "";

    /// <summary>A layer of a host with the revision that the host has of it; null where that is not stored.</summary>
    public static MergedLayer Of(LayerPointer pointer, LayerRevision? revision) =>
        new(pointer.Layer, pointer.Rank, pointer.Revision, revision?.Document ?? LayerDocument.Empty)
        {
            Change = revision?.Change ?? 0,
            Author = revision?.Author ?? "",
            Message = revision?.Message ?? "",
        };
}
