using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aops.Contracts.Wire;

/// <summary>State of a supervised process.</summary>
[JsonConverter(typeof(OpenEnumConverter<ProcessState>))]
public enum ProcessState
{
    /// <summary>Not running and not supposed to run.</summary>
    Stopped,

    /// <summary>Started, and not ready yet.</summary>
    Starting,

    /// <summary>Running and ready.</summary>
    Running,

    /// <summary>Exited; the next start is scheduled.</summary>
    Backoff,

    /// <summary>The stop signal was sent; killed after the deadline.</summary>
    Stopping,

    /// <summary>Abandoned, or cannot be started; a new order or specification starts it again.</summary>
    Failed,
}

/// <summary>Current state of a sub-agent.</summary>
public sealed record SubAgentStatus
{
    /// <summary>Name of the sub-agent.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the current slot, or null while none is installed.</summary>
    public string? Version { get; init; }

    /// <summary>State of its process.</summary>
    public required ProcessState State { get; init; }

    /// <summary>When it entered the state, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Pid of the running process; null while there is none.</summary>
    public int? Pid { get; init; }

    /// <summary>Restarts after an exit since this version was installed.</summary>
    public int Restarts { get; init; }

    /// <summary>
    /// Last exit of this version, in words: <c>exit 3</c>, <c>signal 9 (SIGKILL)</c>; null if there was none.
    /// </summary>
    public string? LastExit { get; init; }

    /// <summary>
    /// When the next start is attempted, UTC; null unless the state is <see cref="ProcessState.Backoff"/>.
    /// </summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>Whether its readiness probe succeeded; null without a probe.</summary>
    public bool? Ready { get; init; }

    /// <summary>Resident memory, in bytes; 0 while it is not running.</summary>
    public long RssBytes { get; init; }

    /// <summary>CPU time used, in milliseconds; 0 while it is not running.</summary>
    public long CpuMilliseconds { get; init; }

    /// <summary>The fault and what happens next, or null.</summary>
    public string? Fault { get; init; }

    /// <summary>The newest upgrade of this sub-agent, or null.</summary>
    public UpgradeReport? Upgrade { get; init; }

    /// <summary>
    /// The report that the sub-agent wrote (<c>report.json</c>), at most 64 KiB; null if there is none.
    /// </summary>
    public JsonElement? Report { get; init; }
}
