namespace Aops.Server.Enrolment;

/// <summary>What a registration shows. What it may get follows from this alone.</summary>
internal abstract record EnrolmentProof
{
    /// <summary>An enrolment token.</summary>
    /// <param name="Hash">Its SHA-256.</param>
    /// <param name="OwnsRequested">Whether the agent's own token of the requested identity is shown beside it.</param>
    public sealed record Token(byte[] Hash, bool OwnsRequested = false) : EnrolmentProof;

    /// <summary>The agent's own token of the requested identity, and nothing else.</summary>
    public sealed record Agent : EnrolmentProof;
}
