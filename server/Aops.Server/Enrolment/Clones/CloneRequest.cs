namespace Aops.Server.Enrolment.Clones;

/// <summary>
/// A request of a clone for an identity of its own, made with the token of the agent that it was copied
/// from.
/// </summary>
internal sealed record CloneRequest : IConsentRequest
{
    public required string Id { get; init; }

    /// <summary>The agent whose token it shows.</summary>
    public required string ParentId { get; init; }

    /// <summary>Name of its host.</summary>
    public required string Hostname { get; init; }

    public required string MachineId { get; init; }

    /// <summary>Version of the suite on it.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required ConsentState State { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/clones</c>.</summary>
internal sealed record CloneRequestList
{
    /// <summary>The oldest first.</summary>
    public required IReadOnlyList<CloneRequest> Clones { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
