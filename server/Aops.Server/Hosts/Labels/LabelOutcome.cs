namespace Aops.Server.Hosts.Labels;

/// <summary>How a change of labels ended.</summary>
internal abstract record LabelOutcome
{
    /// <summary>The labels of one host.</summary>
    /// <param name="Hostname">Its name.</param>
    /// <param name="Reply">What is answered.</param>
    public sealed record One(string Hostname, LabelReply Reply) : LabelOutcome;

    /// <summary>Those of many hosts.</summary>
    /// <param name="Count">How many the query has.</param>
    /// <param name="Changed">How many have other labels by it.</param>
    /// <param name="OperationId">The operation that changes them; null without one.</param>
    /// <param name="Only">The one host that it changes, by id and name; null for none or several.</param>
    public sealed record Many(long Count, long Changed, string? OperationId, (string Id, string Hostname)? Only = null)
        : LabelOutcome;

    /// <summary>There is no such host.</summary>
    public sealed record NoSuchHost : LabelOutcome;

    /// <summary>Another caller has changed the labels.</summary>
    /// <param name="Revision">The revision that they have now.</param>
    public sealed record OtherRevision(long Revision) : LabelOutcome;

    /// <summary>The query has another number of hosts than was expected.</summary>
    /// <param name="Count">How many it has now.</param>
    public sealed record OtherCount(long Count) : LabelOutcome;

    /// <summary>A host would have more labels than it may.</summary>
    /// <param name="AgentId">The host.</param>
    public sealed record TooMany(string AgentId) : LabelOutcome;
}
