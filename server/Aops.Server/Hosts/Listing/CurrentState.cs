namespace Aops.Server.Hosts.Listing;

/// <summary>A host as the API shows it; members that were not asked for are absent.</summary>
internal sealed record HostView
{
    public string? Id { get; init; }

    public string? Hostname { get; init; }

    /// <summary>Version of the suite that runs there.</summary>
    public string? Version { get; init; }

    /// <summary>Presence: <c>never</c>, <c>online</c>, <c>late</c> or <c>offline</c>.</summary>
    public string? State { get; init; }

    /// <summary>What holds it back: <c>normal</c>, <c>paused</c>, <c>diverged</c> or <c>on_hold</c>.</summary>
    public string? Standing { get; init; }

    /// <summary>When its last heartbeat came, UTC; null for never.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    public DateTimeOffset? EnrolledAt { get; init; }

    /// <summary>What the host reports of itself.</summary>
    public ReportedView? Host { get; init; }

    /// <summary>How many faults it told of.</summary>
    public int? Faults { get; init; }

    /// <summary>How many of its sub-agents have failed, or wait to be started again after an end.</summary>
    public int? Failing { get; init; }

    /// <summary>
    /// Phase of its newest upgrade; <c>hindered</c> while the server, the network or the disk keeps it from going on; empty
    /// for none.
    /// </summary>
    public string? Upgrade { get; init; }

    /// <summary>Names of its sub-agents.</summary>
    public IReadOnlyCollection<string>? SubAgents { get; init; }

    /// <summary>What operators say of it.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Names of the groups that it is a member of now, by rank; in its detail alone.</summary>
    public IReadOnlyList<string>? Groups { get; init; }
}

/// <summary>What a host reports of itself; empty where it does not say.</summary>
internal sealed record ReportedView
{
    public string? Os { get; init; }

    public string? Kernel { get; init; }

    public string? Architecture { get; init; }

    public string? ServiceManager { get; init; }

    /// <summary>Short name of the distribution.</summary>
    public string? OsId { get; init; }

    /// <summary>Version of the distribution.</summary>
    public string? OsVersion { get; init; }

    /// <summary>The numbers that the release of the kernel begins with.</summary>
    public string? KernelVersion { get; init; }

    /// <summary><c>glibc</c> or <c>musl</c>.</summary>
    public string? Libc { get; init; }

    public string? LibcVersion { get; init; }

    /// <summary>Logical processors.</summary>
    public long? CpuCount { get; init; }

    /// <summary>Usable memory.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Free share of the fullest writable file system, in steps of 5.</summary>
    public long? DiskFreePercent { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/hosts</c>.</summary>
internal sealed record HostList
{
    public required IReadOnlyList<HostView> Hosts { get; init; }

    /// <summary>What the server understood, in its canonical form.</summary>
    public required string Q { get; init; }

    /// <summary>The order of the list.</summary>
    public required string Sort { get; init; }

    /// <summary>How many hosts the query has; absent unless it was asked for.</summary>
    public long? Count { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
