using Aops.Query;

namespace Aops.Server.Groups;

/// <summary>How a write of a group ended.</summary>
internal abstract record GroupOutcome
{
    /// <summary>It is written, or would be.</summary>
    /// <param name="Group">The group after it.</param>
    /// <param name="Count">Its members.</param>
    /// <param name="Joining">Those that were none before.</param>
    /// <param name="Leaving">Members of before that are none any more.</param>
    /// <param name="OperationId">What gives hosts the layer of the group, or takes it from them; null where it has none.</param>
    public sealed record Saved(
        GroupRecord Group, long Count, long Joining, long Leaving, string? OperationId) : GroupOutcome;

    /// <summary>It is removed, or would be.</summary>
    public sealed record Removed : GroupOutcome;

    /// <summary>No group has the name.</summary>
    public sealed record NoSuchGroup : GroupOutcome;

    /// <summary>A group has the name already.</summary>
    public sealed record NameTaken : GroupOutcome;

    /// <summary>Another group has the rank.</summary>
    /// <param name="Owner">That group.</param>
    /// <param name="Free">The next rank that no group has.</param>
    public sealed record RankTaken(string Owner, long Free) : GroupOutcome;

    /// <summary>The layer of the group says something, so that hosts would change by its removal.</summary>
    public sealed record LayerSpeaks : GroupOutcome;

    /// <summary>The group has a layer, and its query would ask for something that changes by itself.</summary>
    /// <param name="Field">That field.</param>
    public sealed record Unsteady(string Field) : GroupOutcome;

    /// <summary>There are as many groups as there may be.</summary>
    public sealed record TooMany : GroupOutcome;

    /// <summary>Its query, or the one that it had, may have hosts that the writer may not change.</summary>
    /// <param name="Scope">Those that he may.</param>
    public sealed record OutsideScope(QueryNode Scope) : GroupOutcome;

    /// <summary>Another operator has written the group.</summary>
    /// <param name="Revision">The revision that it has now.</param>
    public sealed record OtherRevision(long Revision) : GroupOutcome;
}
