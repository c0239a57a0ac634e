namespace Aops.Server.Batch;

/// <summary>How a batch ended.</summary>
internal abstract record BatchOutcome
{
    /// <summary>It was done, or, of a dry run, told.</summary>
    /// <param name="Count">How many hosts it is about.</param>
    /// <param name="Results">Each of them.</param>
    /// <param name="Effects">What was changed.</param>
    public sealed record Done(long Count, IReadOnlyList<BatchResult> Results, BatchEffects Effects) : BatchOutcome;

    /// <summary>The query has another number of hosts than was expected.</summary>
    /// <param name="Count">How many it has now.</param>
    public sealed record OtherCount(long Count) : BatchOutcome;

    /// <summary>There are more hosts than one transaction should hold.</summary>
    /// <param name="Count">How many.</param>
    public sealed record TooMany(long Count) : BatchOutcome;
}
