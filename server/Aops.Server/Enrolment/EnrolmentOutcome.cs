using Aops.Contracts.Wire;

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

    /// <summary>The token is unknown, or bound to another agent; the caller is not told which.</summary>
    public sealed record TokenRefused : EnrolmentOutcome;

    /// <summary>The token is known, and the host is not enrolled.</summary>
    /// <param name="Reason">What the host is told.</param>
    public sealed record Refused(Problem Reason) : EnrolmentOutcome;

    /// <summary>The host waits for an operator's approval.</summary>
    /// <param name="Id">Id of its request.</param>
    /// <param name="IsNew">Whether the request is new.</param>
    public sealed record Pending(string Id, bool IsNew) : EnrolmentOutcome;

    /// <summary>A clone has to wait for the operator's consent.</summary>
    /// <param name="IsNew">Whether the request is new.</param>
    public sealed record ClonePending(bool IsNew) : EnrolmentOutcome;

    /// <summary>The operator has refused this clone.</summary>
    public sealed record CloneRefused : EnrolmentOutcome;

    /// <summary><see cref="ServerLimits.AgentsMax"/> is reached.</summary>
    public sealed record FleetFull : EnrolmentOutcome;
}
