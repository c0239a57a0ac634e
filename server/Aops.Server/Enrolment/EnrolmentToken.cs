namespace Aops.Server.Enrolment;

/// <summary>
/// An enrolment token without its secret: the secret is shown once, and the server stores its SHA-256.
/// </summary>
internal sealed record EnrolmentToken
{
    public required string Id { get; init; }

    /// <summary>Note of the operator.</summary>
    public string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required int UsesMax { get; init; }

    public required int UsesLeft { get; init; }

    /// <summary>
    /// The one identity that it gives: the operator consents that its bearer gets it, even if another
    /// machine had it or it was removed. Null for a token that gives new identities.
    /// </summary>
    public string? AgentId { get; init; }

    /// <summary>Labels that its hosts get at enrolment; absent for none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Addresses and networks from which it may be shown; absent for any.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    /// <summary>Whether an operator approves each host.</summary>
    public required EnrolmentApproval Approval { get; init; }

    /// <summary>Whether hosts may enrol with it now.</summary>
    public required EnrolmentTokenState State { get; init; }

    /// <summary>The last enrolment with it; absent for none.</summary>
    public EnrolmentTokenUse? LastUse { get; init; }
}
