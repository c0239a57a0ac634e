namespace Aops.Contracts.Wire;

/// <summary>
/// Tells two running hosts apart that share one machine id, as copies of one disk or one container image do. Every
/// member is optional: a host says what it can read. None is a secret or a proof; hashes keep serial numbers and
/// addresses on the host.
/// </summary>
public sealed record HostInstance
{
    /// <summary>Hash of the kernel's <c>boot_id</c>: another one after each boot, the same in containers of one kernel.</summary>
    public string? Boot { get; init; }

    /// <summary>Hash of the DMI product UUID: another one for each machine, virtual ones included.</summary>
    public string? Product { get; init; }

    /// <summary>Hash of the set of network addresses (MAC) of the host's own interfaces; changes with its hardware.</summary>
    public string? Network { get; init; }

    /// <summary>
    /// <see cref="HeartbeatReply.Counter"/> of the newest answer that this host has received; null for none yet.
    /// </summary>
    public long? Counter { get; init; }
}
