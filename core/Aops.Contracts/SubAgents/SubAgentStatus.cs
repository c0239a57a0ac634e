using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aops.Contracts.SubAgents;

/// <summary>State of a supervised process.</summary>
[JsonConverter(typeof(OpenEnumConverter<ProcessState>))]
public enum ProcessState
{
    /// <summary>Not running, and not wanted to.</summary>
    Stopped,

    /// <summary>Spawned, and not ready yet.</summary>
    Starting,

    /// <summary>Running and ready.</summary>
    Running,

    /// <summary>Died; the next start is timed.</summary>
    Backoff,

    /// <summary>Asked to stop; killed after its deadline.</summary>
    Stopping,

    /// <summary>Given up, or cannot be started; an order or a new specification begins anew.</summary>
    Failed,
}

/// <summary>A sub-agent as it is.</summary>
public sealed record SubAgentStatus
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the current slot, or null while none is installed.</summary>
    public string? Version { get; init; }

    /// <summary>State.</summary>
    public required ProcessState State { get; init; }

    /// <summary>Since when the state holds, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Pid while it runs.</summary>
    public int? Pid { get; init; }

    /// <summary>Times this version was started again after a death, since it was put in place.</summary>
    public int Restarts { get; init; }

    /// <summary>How this version ended last, in words: <c>exit 3</c>, <c>signal 9 (SIGKILL)</c>; null if it never did.</summary>
    public string? LastExit { get; init; }

    /// <summary>When the next start is tried, UTC; null unless the state is <see cref="ProcessState.Backoff"/>.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>Whether its readiness check holds; null where there is none.</summary>
    public bool? Ready { get; init; }

    /// <summary>Resident memory, in bytes; 0 while it does not run.</summary>
    public long RssBytes { get; init; }

    /// <summary>Processor time used, in milliseconds; 0 while it does not run.</summary>
    public long CpuMilliseconds { get; init; }

    /// <summary>What is wrong and what happens next, or null.</summary>
    public string? Fault { get; init; }

    /// <summary>The newest upgrade of this sub-agent, or null.</summary>
    public Wire.UpgradeReport? Upgrade { get; init; }

    /// <summary>What a sub-agent of ours reported of itself (its <c>report.json</c>), at most 64 KiB; null if nothing.</summary>
    public JsonElement? Report { get; init; }
}
