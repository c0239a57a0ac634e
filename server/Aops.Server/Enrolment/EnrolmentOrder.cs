using Aops.Contracts.Wire;

namespace Aops.Server.Enrolment;

/// <summary>A registration that the store performs in one transaction.</summary>
internal sealed record EnrolmentOrder
{
    public required EnrolmentProof Proof { get; init; }

    public required RegisterRequest Request { get; init; }

    /// <summary>
    /// The host has the machine id of the identity that it asks for, and yet is known to be another one: a copy that
    /// runs beside it.
    /// </summary>
    public bool IsOtherInstance { get; init; }

    /// <summary>The id to give where the requested one cannot be kept.</summary>
    public required string NewId { get; init; }

    /// <summary>SHA-256 of the agent's new token.</summary>
    public required byte[] AgentTokenHash { get; init; }

    public required DateTimeOffset Now { get; init; }
}
