using Aops.Contracts.Wire;

namespace Aops.Server.Enrolment;

/// <summary>A registration that the store performs in one transaction.</summary>
internal sealed record EnrolmentOrder
{
    /// <summary>SHA-256 of the enrolment token; null when the caller has proven to be an agent already.</summary>
    public byte[]? EnrolmentHash { get; init; }

    public required RegisterRequest Request { get; init; }

    /// <summary>The id to give where the requested one cannot be kept.</summary>
    public required string NewId { get; init; }

    /// <summary>SHA-256 of the agent's new token.</summary>
    public required byte[] AgentTokenHash { get; init; }

    public required DateTimeOffset Now { get; init; }
}
