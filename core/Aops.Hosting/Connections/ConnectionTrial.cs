namespace Aops.Hosting.Connections;

/// <summary>A changed connection that is not proven.</summary>
public sealed record ConnectionTrial
{
    /// <summary>The connection.</summary>
    public required ServerConnection Candidate { get; init; }

    /// <summary>Generation of the signed target that asks for it; null where the host's own files do.</summary>
    public long? Generation { get; init; }

    /// <summary>
    /// When it is judged (<see cref="ConnectionState.Probation"/>) or tried again (<see cref="ConnectionState.Returned"/>).
    /// </summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>Whether it got more time once because its server would accept this host.</summary>
    public bool WasGivenTime { get; init; }

    /// <summary>Why it is not proven, a sentence without an end; null while nothing is known.</summary>
    public string? Reason { get; init; }
}
