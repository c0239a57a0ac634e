namespace Aops.Contracts;

/// <summary>Content of <see cref="AopsLayout.Identity"/>: who this host is to the server.</summary>
public sealed record Identity
{
    /// <summary>Version of this file; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The agent's identity.</summary>
    public required string AgentId { get; init; }

    /// <summary>The agent's secret.</summary>
    public required string AgentToken { get; init; }

    /// <summary><see cref="Wire.HostInfo.MachineId"/> of the machine that enrolled: another one means a clone.</summary>
    public required string MachineId { get; init; }

    /// <summary>
    /// Whether this host trusts a pinned authority (<see cref="AopsLayout.TrustCa"/>): then it never falls back to those of
    /// the system, also when that file is lost. False in the file of a version before; spm notes it at its next start.
    /// </summary>
    public bool IsPinned { get; init; }
}
