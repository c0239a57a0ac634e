namespace Aops.Server.Enrolment;

/// <summary>A token that lets hosts enrol; the token itself is shown once, the server keeps its SHA-256.</summary>
internal sealed record EnrolmentToken
{
    public required string Id { get; init; }

    /// <summary>What the operator wrote beside it.</summary>
    public string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required int UsesMax { get; init; }

    public required int UsesLeft { get; init; }

    /// <summary>
    /// The one identity that it gives: the operator consents that its bearer has it, also where another machine had it
    /// or it was removed. Null for a token that gives new identities.
    /// </summary>
    public string? AgentId { get; init; }

    /// <summary>Labels that a host has from its enrolment on; absent for none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
