using Aops.Server.Agents;
using Aops.Server.Layers;

namespace Aops.Server.Operations;

/// <summary>What one piece of an operation has committed, for memory to follow.</summary>
/// <param name="Moved">Hosts that have other layers or revisions now.</param>
/// <param name="Removed">Hosts that are removed.</param>
internal sealed record OperationPiece(IReadOnlyList<HostAssignment> Moved, IReadOnlyList<RemovedAgent> Removed)
{
    /// <summary>Nothing.</summary>
    public static OperationPiece Empty { get; } = new([], []);
}
