namespace Aops.Server.Audit;

/// <summary>An audit row that was committed, for the log of the server and for requests that follow the audit.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">One of <see cref="AuditKinds"/>.</param>
/// <param name="Object">What was changed.</param>
/// <param name="Origin">Who asked for it.</param>
/// <param name="Hosts">How many hosts it concerns; 0 for none.</param>
internal sealed record AuditNotice(long Id, string Kind, string Object, WriteOrigin Origin, long Hosts)
{
    /// <summary>The kind and the name of the actor.</summary>
    public required string Actor { get; init; }

    /// <summary>Why; null for nothing.</summary>
    public string? Reason { get; init; }
}
