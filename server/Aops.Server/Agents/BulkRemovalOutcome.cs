namespace Aops.Server.Agents;

/// <summary>How the removal of the hosts of a query ended.</summary>
internal abstract record BulkRemovalOutcome
{
    /// <summary>The hosts are removed, or an operation removes them.</summary>
    /// <param name="Count">How many the query has.</param>
    /// <param name="Clones">How many clones go with them.</param>
    /// <param name="Removed">Those that are removed now; none as a dry run, or where an operation removes them.</param>
    /// <param name="OperationId">The operation; null without one.</param>
    public sealed record Done(long Count, long Clones, IReadOnlyList<RemovedAgent> Removed, string? OperationId)
        : BulkRemovalOutcome;

    /// <summary>The query has another number of hosts than was expected.</summary>
    /// <param name="Count">How many it has now.</param>
    public sealed record OtherCount(long Count) : BulkRemovalOutcome;
}
