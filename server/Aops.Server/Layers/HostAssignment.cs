namespace Aops.Server.Layers;

/// <summary>Which revisions of which layers a host has, as the database holds it.</summary>
/// <param name="AgentId">The host.</param>
/// <param name="Revision">The number that it is told; grows whenever anything of it changes.</param>
/// <param name="ChangedAt">When it changed last, UTC.</param>
/// <param name="Layers">The layers with their revisions, the strongest last; 0 is a layer that says nothing yet.</param>
internal sealed record HostAssignment(
    string AgentId, long Revision, DateTimeOffset ChangedAt, IReadOnlyList<LayerPointer> Layers)
{
    /// <summary>Whether it takes what it is told whatever it holds: it has enrolled, or an operator said so.</summary>
    public bool IsImposed { get; init; }

    /// <summary>What it holds that this database does not know; null where it is not diverged.</summary>
    public HeldState? Held { get; init; }
}

/// <summary>A revision of a layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Rank">Its place in the order of merging.</param>
/// <param name="Revision">The revision; 0 for none.</param>
internal readonly record struct LayerPointer(LayerName Layer, long Rank, long Revision);
