using Aops.Query;
using Aops.Server.Actors;

namespace Aops.Server.Layers;

/// <summary>A write of a layer.</summary>
internal sealed record LayerChange
{
    public required LayerName Layer { get; init; }

    /// <summary>
    /// Makes the new document of the newest one; null takes the layer back. It may throw what ends the request, and changes
    /// nothing.
    /// </summary>
    public required Func<LayerDocument?, LayerDocument?> Make { get; init; }

    /// <summary>The revision that the layer must have; null for any.</summary>
    public long? Expected { get; init; }

    /// <summary>The same by its number among the changes of all layers.</summary>
    public long? ExpectedChange { get; init; }

    /// <summary>Whether it may bring hosts what a rollout of the layer has not brought to them yet.</summary>
    public bool Supersedes { get; init; }

    /// <summary>Who writes it.</summary>
    public required Actor Author { get; init; }

    /// <summary>The hosts that the writer may change.</summary>
    public required QueryNode Scope { get; init; }

    public required string Message { get; init; }

    public long? RevertOf { get; init; }

    public required DateTimeOffset Now { get; init; }
}
