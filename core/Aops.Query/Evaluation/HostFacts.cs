namespace Aops.Query.Evaluation;

/// <summary>The facts about one host that a query can refer to, as the server has stored them.</summary>
public sealed record HostFacts
{
    /// <summary>The host's id.</summary>
    public required string Id { get; init; }

    /// <summary>The host's name.</summary>
    public required string Hostname { get; init; }

    /// <summary>Version of the suite on the host.</summary>
    public required string Version { get; init; }

    /// <summary>Whether the host is online.</summary>
    public required HostState State { get; init; }

    /// <summary>What holds it back.</summary>
    public HostStanding Standing { get; init; }

    /// <summary>Time of the last heartbeat, UTC; null for none.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Time of the first enrolment, UTC.</summary>
    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>PRETTY_NAME of os-release; empty if not reported.</summary>
    public string Os { get; init; } = "";

    /// <summary>Release of the kernel; empty if not reported.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>Processor architecture; empty if not reported.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Service manager; empty if not reported.</summary>
    public string ServiceManager { get; init; } = "";

    /// <summary>Number of reported faults.</summary>
    public int Faults { get; init; }

    /// <summary>Number of its sub-agents that have failed, or wait to be started again.</summary>
    public int Failing { get; init; }

    /// <summary>Phase of its newest upgrade; empty for none.</summary>
    public string Upgrade { get; init; } = "";

    /// <summary>Names of its sub-agents.</summary>
    public IReadOnlyCollection<string> SubAgents { get; init; } = [];

    /// <summary>Short name of the distribution; empty if not reported.</summary>
    public string OsId { get; init; } = "";

    /// <summary>Version of the distribution; empty if not reported.</summary>
    public string OsVersion { get; init; } = "";

    /// <summary>Version of the kernel; empty if not reported.</summary>
    public string KernelVersion { get; init; } = "";

    /// <summary>C library; empty if not reported.</summary>
    public string Libc { get; init; } = "";

    /// <summary>Version of the C library; empty if not reported.</summary>
    public string LibcVersion { get; init; } = "";

    /// <summary>Time zone by its name in the tz database; null if not reported.</summary>
    public string? Zone { get; init; }

    /// <summary>Logical processors; null if not reported.</summary>
    public long? CpuCount { get; init; }

    /// <summary>Usable memory, in bytes; null if not reported.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Free share of its fullest writable file system, in percent; null if not reported.</summary>
    public long? DiskFree { get; init; }

    /// <summary>Keys of its addresses (<see cref="AddressKey"/>).</summary>
    public IReadOnlyCollection<string> Addresses { get; init; } = [];

    /// <summary>
    /// Versions of installed packages by name, at least of those that a query asks for (<see cref="QueryNode.PackagesOf"/>).
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Packages { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Labels by name.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
