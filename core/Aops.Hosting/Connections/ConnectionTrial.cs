namespace Aops.Hosting.Connections;

/// <summary>A changed connection that is not proven.</summary>
public sealed record ConnectionTrial
{
    /// <summary>The connection on probation.</summary>
    public required ServerConnection Candidate { get; init; }

    /// <summary>Generation of the signed target that requested it; null if the host's own files did.</summary>
    public long? Generation { get; init; }

    /// <summary>
    /// When it is judged (<see cref="ConnectionState.Probation"/>) or tried again
    /// (<see cref="ConnectionState.Returned"/>).
    /// </summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>Whether its time was extended once because its server would accept this host.</summary>
    public bool WasGivenTime { get; init; }

    /// <summary>Why it is not proven, a clause without a full stop; null while unknown.</summary>
    public string? Reason { get; init; }
}
