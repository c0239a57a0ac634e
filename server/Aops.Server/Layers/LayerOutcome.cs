using Aops.Query;

namespace Aops.Server.Layers;

/// <summary>How a write of a layer ended.</summary>
internal abstract record LayerOutcome
{
    /// <summary>It is written.</summary>
    /// <param name="Revision">The new revision.</param>
    /// <param name="Hosts">How many hosts are moved to it.</param>
    /// <param name="Moved">Those that are already, with what they have now.</param>
    /// <param name="OperationId">What moves the others; null where there are none.</param>
    public sealed record Changed(
        LayerRevision Revision, long Hosts, IReadOnlyList<HostAssignment> Moved, string? OperationId) : LayerOutcome
    {
        /// <summary>Ids of the rollouts of the layer that end by it.</summary>
        public IReadOnlyList<string> Superseded { get; init; } = [];

        /// <summary>Ids of those that go on with it: hosts that they have not reached have the change alone.</summary>
        public IReadOnlyList<string> GoesOn { get; init; } = [];

        /// <summary>The revision before; null for none.</summary>
        public LayerRevision? Head { get; init; }
    }

    /// <summary>There is no such group or host.</summary>
    public sealed record NoSuchLayer : LayerOutcome;

    /// <summary>The layer has another revision than the one that the request was made for.</summary>
    /// <param name="Revision">The revision that it has.</param>
    public sealed record OtherRevision(long Revision) : LayerOutcome;

    /// <summary>
    /// A rollout has not brought the layer's newest revision to all hosts, and the write would: it says, too, what those hosts
    /// have not got.
    /// </summary>
    /// <param name="Revision">The newest revision.</param>
    /// <param name="Before">The one that those hosts have; 0 for none.</param>
    /// <param name="Rollout">The rollout, with its state; null where it is no longer stored.</param>
    /// <param name="Hosts">How many hosts have not got it.</param>
    /// <param name="Carried">What the write would bring them of it.</param>
    public sealed record Unfinished(
        long Revision, long Before, (string Id, string State)? Rollout, long Hosts, IReadOnlyList<FieldChange> Carried)
        : LayerOutcome
    {
        /// <summary>How it is written without that: a change of every revision that hosts have; null where it cannot.</summary>
        public IReadOnlyList<AmendedRevision>? Amended { get; init; }
    }

    /// <summary>The layer is for hosts that the writer may not change, or may be later.</summary>
    /// <param name="Scope">Those that he may.</param>
    public sealed record OutsideScope(QueryNode Scope) : LayerOutcome;

    /// <summary>The query of the group asks for something that changes by itself.</summary>
    /// <param name="Field">That field.</param>
    public sealed record Unsteady(string Field) : LayerOutcome;
}
