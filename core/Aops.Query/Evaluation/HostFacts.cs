namespace Aops.Query.Evaluation;

/// <summary>What a query can ask of one host, as its server has it stored.</summary>
public sealed record HostFacts
{
    /// <summary>The identity.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the host.</summary>
    public required string Hostname { get; init; }

    /// <summary>The version of its agent.</summary>
    public required string Version { get; init; }

    /// <summary>The presence.</summary>
    public required HostState State { get; init; }

    /// <summary>When it was last known to be there, UTC; null for never.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>When it was enrolled first, UTC.</summary>
    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>PRETTY_NAME of os-release; empty where it does not say.</summary>
    public string Os { get; init; } = "";

    /// <summary>Release of the kernel; empty where it does not say.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>Its architecture; empty where it does not say.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>What starts its agent; empty where it does not say.</summary>
    public string ServiceManager { get; init; } = "";

    /// <summary>How many faults it told of.</summary>
    public int Faults { get; init; }

    /// <summary>Phase of its newest upgrade; empty for none.</summary>
    public string Upgrade { get; init; } = "";

    /// <summary>Names of its sub-agents.</summary>
    public IReadOnlyCollection<string> SubAgents { get; init; } = [];

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
