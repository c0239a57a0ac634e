namespace Aops.Server.Enrolment;

/// <summary>How a registration ended.</summary>
internal abstract record EnrolmentOutcome
{
    /// <summary>The host is an agent now.</summary>
    public sealed record Enrolled(string AgentId, EnrolmentIdentity Identity) : EnrolmentOutcome;

    /// <summary>The token is unknown, expired or spent; which of them, the caller is not told.</summary>
    public sealed record TokenRefused : EnrolmentOutcome;

    /// <summary><see cref="ServerLimits.AgentsMax"/> is reached.</summary>
    public sealed record FleetFull : EnrolmentOutcome;
}
