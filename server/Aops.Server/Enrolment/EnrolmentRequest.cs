namespace Aops.Server.Enrolment;

/// <summary>A host that showed a token of manual approval, and waits for an operator.</summary>
internal sealed record EnrolmentRequest : IConsentRequest
{
    public required string Id { get; init; }

    /// <summary>Id of the token that it showed; it waits for as long as that is valid.</summary>
    public required string TokenId { get; init; }

    /// <summary>Name of the host, as it says.</summary>
    public required string Hostname { get; init; }

    public required string MachineId { get; init; }

    /// <summary>Version of the suite on it.</summary>
    public required string Version { get; init; }

    /// <summary>The address that it came from first, as the server saw it; absent where it saw none.</summary>
    public string? Address { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required ConsentState State { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/enrolments</c>.</summary>
internal sealed record EnrolmentRequestList
{
    /// <summary>The oldest first.</summary>
    public required IReadOnlyList<EnrolmentRequest> Enrolments { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
