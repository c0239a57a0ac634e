namespace Aops.Contracts.Wire;

/// <summary>
/// Distinguishes two running hosts with the same machine id, such as copies of one disk or container image. Every
/// member is optional: a host sends what it can read. None is a secret or a proof; serial numbers and addresses
/// leave the host only as hashes.
/// </summary>
public sealed record HostInstance
{
    /// <summary>
    /// Hash of the kernel's <c>boot_id</c>: changes with each boot, the same in all containers on one kernel.
    /// </summary>
    public string? Boot { get; init; }

    /// <summary>Hash of the DMI product UUID: differs between machines, including virtual ones.</summary>
    public string? Product { get; init; }

    /// <summary>Hash of the MAC addresses of the host's own interfaces; changes with its hardware.</summary>
    public string? Network { get; init; }

    /// <summary>
    /// <see cref="HeartbeatReply.Counter"/> of the newest reply that this host has received; null for none.
    /// </summary>
    public long? Counter { get; init; }
}
