using System.Net;
using Aops.Contracts.Wire;

namespace Aops.Server.Enrolment;

/// <summary>A registration that the store performs in one transaction.</summary>
internal sealed record EnrolmentOrder
{
    public required EnrolmentProof Proof { get; init; }

    public required RegisterRequest Request { get; init; }

    /// <summary>
    /// Whether the host has the machine id of the identity but is known to be a copy that runs beside its
    /// owner.
    /// </summary>
    public bool IsOtherInstance { get; init; }

    /// <summary>The id to assign if the requested one cannot be given.</summary>
    public required string NewId { get; init; }

    /// <summary>SHA-256 of the agent's new token.</summary>
    public required byte[] AgentTokenHash { get; init; }

    /// <summary>By what a repeated registration is recognized, bound to the token; null where the host says nothing.</summary>
    public byte[]? Attempt { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The client as the server sees it; null if that cannot be told.</summary>
    public IPAddress? Address { get; init; }
}
