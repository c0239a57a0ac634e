namespace Aops.Server.People;

/// <summary>Which changes need another person: those that reach enough hosts of a scope.</summary>
internal sealed record ApprovalRule
{
    public required string Name { get; init; }

    /// <summary>The hosts that count, in the query language; empty for all.</summary>
    public required string Scope { get; init; }

    /// <summary>How many of them a change reaches at least.</summary>
    public required long HostsMin { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who wrote it.</summary>
    public required string ChangedBy { get; init; }
}
