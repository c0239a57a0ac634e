namespace Aops.Server.Enrolment;

/// <summary>The credentials of a registration, which alone decide what it may get.</summary>
internal abstract record EnrolmentProof
{
    /// <summary>An enrolment token.</summary>
    /// <param name="Hash">Its SHA-256.</param>
    /// <param name="OwnsRequested">Whether the agent's own token of the requested identity was shown too.</param>
    public sealed record Token(byte[] Hash, bool OwnsRequested = false) : EnrolmentProof;

    /// <summary>The agent's own token of the requested identity, and nothing else.</summary>
    public sealed record Agent : EnrolmentProof;
}
