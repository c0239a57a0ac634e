namespace Aops.Server.Enrolment;

/// <summary>How a registration ended.</summary>
internal abstract record EnrolmentOutcome
{
    /// <summary>The host is an agent now.</summary>
    /// <param name="AgentId">Its identity.</param>
    /// <param name="Identity">How the identity was chosen.</param>
    public sealed record Enrolled(string AgentId, EnrolmentIdentity Identity) : EnrolmentOutcome
    {
        /// <summary>Another agent with the same machine id, which this one may have superseded; null for none.</summary>
        public string? Namesake { get; init; }
    }

    /// <summary>
    /// The token is unknown, expired, used up, or bound to another agent; the caller is not told which.
    /// </summary>
    public sealed record TokenRefused : EnrolmentOutcome;

    /// <summary>A clone has to wait for the operator's consent.</summary>
    /// <param name="IsNew">Whether the request is new.</param>
    public sealed record ClonePending(bool IsNew) : EnrolmentOutcome;

    /// <summary>The operator has refused this clone.</summary>
    public sealed record CloneRefused : EnrolmentOutcome;

    /// <summary><see cref="ServerLimits.AgentsMax"/> is reached.</summary>
    public sealed record FleetFull : EnrolmentOutcome;
}
