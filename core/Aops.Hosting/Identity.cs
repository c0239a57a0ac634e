using Aops.Layout;

namespace Aops.Hosting;

/// <summary>Content of <see cref="AopsLayout.Identity"/>: the identity of this host at the server.</summary>
public sealed record Identity
{
    /// <summary>Schema version of this file; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The id that the server gave this host.</summary>
    public required string AgentId { get; init; }

    /// <summary>The secret that authenticates this host; a credential.</summary>
    public required string AgentToken { get; init; }

    /// <summary>
    /// <see cref="Aops.Contracts.Wire.HostInfo.MachineId"/> at enrolment; a different value on this machine means that it is a
    /// clone.
    /// </summary>
    public required string MachineId { get; init; }

    /// <summary>
    /// Whether this host trusts a pinned authority (<see cref="AopsLayout.TrustCa"/>). A pinned host never falls
    /// back to the system's authorities, even when that file is lost. False in a file written before this property
    /// existed; spm sets it at its next start.
    /// </summary>
    public bool IsPinned { get; init; }
}
