using System.Text.Json.Serialization;

namespace Aops.Contracts.SubAgents;

/// <summary>
/// How a sub-agent runs: <c>subagent.json</c> at the top of its package. <c>${NAME}</c> in arguments and probes is
/// replaced by a variable of its environment. Aops.Specification checks the constraints.
/// </summary>
public sealed record SubAgentSpec
{
    /// <summary>Name of the file in the package.</summary>
    public const string FileName = "subagent.json";

    /// <summary>Schema version of this record; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Name of the sub-agent.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the sub-agent.</summary>
    public required string Version { get; init; }

    /// <summary>The program: a path within the package.</summary>
    public required string Exec { get; init; }

    /// <summary>
    /// Whether the program stays in the foreground or leaves a daemon; a change restarts the sub-agent.
    /// </summary>
    public ProcessType Type { get; set; } = ProcessType.Simple;

    /// <summary>
    /// For <see cref="ProcessType.Forking"/>: the file to which the daemon writes its pid, absolute or below
    /// <c>${AOPS_STATE_DIR}</c>. Null: the daemon is found by <c>AOPS_SUBAGENT</c> in its environment.
    /// </summary>
    public string? PidFile { get; init; }

    /// <summary>Arguments after the program's own name.</summary>
    public IReadOnlyList<string> Args { get; set; } = [];

    /// <summary>
    /// Environment in addition to <c>PATH</c> and the <c>AOPS_…</c> variables that spm sets. Nothing else is
    /// inherited.
    /// </summary>
    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();

    /// <summary>The variables and arguments that a server may change; null for none.</summary>
    public SettableSpec? Settable { get; init; }

    /// <summary>User to run as, by name or number; null for spm's user.</summary>
    public string? User { get; init; }

    /// <summary>Group to run as; null for the user's primary group.</summary>
    public string? Group { get; init; }

    /// <summary>Working directory, absolute; null for the sub-agent's slot.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>File mode creation mask in octal, for instance <c>"0027"</c>; null for 0022.</summary>
    public string? Umask { get; init; }

    /// <summary>Nice value, -20 to 19.</summary>
    public int Nice { get; init; }

    /// <summary><c>oom_score_adj</c>, -1000 to 1000.</summary>
    public int OomScoreAdjust { get; init; }

    /// <summary>Sub-agents that must be ready before this one is started.</summary>
    public IReadOnlyList<string> DependsOn { get; set; } = [];

    /// <summary>When and after what delay the sub-agent is restarted.</summary>
    public RestartSpec Restart { get; set; } = new();

    /// <summary>Readiness probe; null: ready as soon as it was executed.</summary>
    public ProbeSpec? Readiness { get; init; }

    /// <summary>Liveness probe: a sub-agent that fails it counts as hung and is restarted; null: none.</summary>
    public ProbeSpec? Liveness { get; init; }

    /// <summary>Stop signal and deadline.</summary>
    public StopSpec Stop { get; set; } = new();

    /// <summary>Limits on its process group.</summary>
    public LimitSpec Limits { get; set; } = new();

    /// <summary>
    /// Restrictions on access to the host; null for none. systemd enforces them: where systemd does not run spm,
    /// the sub-agent runs without them and spm's log says so.
    /// </summary>
    public SandboxSpec? Sandbox { get; init; }

    /// <summary>Size and number of its log files.</summary>
    public LogSpec Log { get; set; } = new();

    /// <summary>Whether a user or a group is set, so that it runs as another account than spm's.</summary>
    [JsonIgnore]
    public bool HasAccount => User is not null || Group is not null;
}

/// <summary>What becomes of the process that is started; the terms of systemd.service(5), <c>Type=</c>.</summary>
[JsonConverter(typeof(KebabEnumConverter<ProcessType>))]
public enum ProcessType
{
    /// <summary>The started process is the sub-agent.</summary>
    Simple,

    /// <summary>
    /// The started process exits with 0 once its daemon runs in the background. Without systemd, the exit code of a
    /// daemon that an earlier spm process started is unknown, so its exit counts as a failure.
    /// </summary>
    Forking,
}

/// <summary>When an exited process is restarted.</summary>
[JsonConverter(typeof(KebabEnumConverter<RestartPolicy>))]
public enum RestartPolicy
{
    /// <summary>After every exit.</summary>
    Always,

    /// <summary>After an exit code other than 0, or a signal.</summary>
    OnFailure,

    /// <summary>Never.</summary>
    Never,
}

/// <summary>
/// Restart policy and backoff. The n-th delay is random between 0 and min(cap, initial × factor^n) ("full jitter").
/// </summary>
public sealed record RestartSpec
{
    /// <summary>When to restart.</summary>
    public RestartPolicy Policy { get; set; } = RestartPolicy.Always;

    /// <summary>
    /// Upper bound of the second delay, in milliseconds; the first restart after a healthy run is immediate.
    /// </summary>
    public int BackoffInitialMilliseconds { get; set; } = 250;

    /// <summary>Growth of the upper bound from one delay to the next.</summary>
    public double BackoffFactor { get; set; } = 2;

    /// <summary>Greatest upper bound, in milliseconds.</summary>
    public int BackoffMaxMilliseconds { get; set; } = 60_000;

    /// <summary>A run of at least this length counts as healthy and resets the backoff, in seconds.</summary>
    public int HealthyAfterSeconds { get; set; } = 10;

    /// <summary>
    /// Consecutive exits without a healthy run after which no restart is attempted; 0 for no limit.
    /// </summary>
    public int StartLimit { get; init; }
}

/// <summary>Kinds of probes.</summary>
[JsonConverter(typeof(KebabEnumConverter<ProbeKind>))]
public enum ProbeKind
{
    /// <summary>A GET of <see cref="ProbeSpec.Url"/> answers 200 to 399.</summary>
    Http,

    /// <summary>A connection to <see cref="ProbeSpec.Address"/> is accepted.</summary>
    Tcp,

    /// <summary><see cref="ProbeSpec.Command"/> exits with 0.</summary>
    Exec,

    /// <summary><see cref="ProbeSpec.Path"/> was modified within the last <see cref="ProbeSpec.MaxAgeSeconds"/>.</summary>
    File,
}

/// <summary>A check of a sub-agent's readiness or liveness.</summary>
public sealed record ProbeSpec
{
    /// <summary>What is checked.</summary>
    public required ProbeKind Kind { get; init; }

    /// <summary>For <see cref="ProbeKind.Http"/>: an http URL.</summary>
    public string? Url { get; init; }

    /// <summary>For <see cref="ProbeKind.Tcp"/>: <c>host:port</c>.</summary>
    public string? Address { get; init; }

    /// <summary>For <see cref="ProbeKind.Exec"/>: program (within the package, or absolute) and arguments.</summary>
    public IReadOnlyList<string> Command { get; set; } = [];

    /// <summary>
    /// For <see cref="ProbeKind.File"/>: absolute, or relative to the sub-agent's working directory.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>For <see cref="ProbeKind.File"/>: greatest age, in seconds.</summary>
    public int MaxAgeSeconds { get; set; } = 60;

    /// <summary>Time between two probes, in milliseconds.</summary>
    public int PeriodMilliseconds { get; set; } = 10_000;

    /// <summary>Timeout of one probe, in milliseconds.</summary>
    public int TimeoutMilliseconds { get; set; } = 2_000;

    /// <summary>For liveness: consecutive failures after which the sub-agent counts as hung.</summary>
    public int FailureThreshold { get; set; } = 3;

    /// <summary>For readiness: longest time from the start to the first success, in seconds.</summary>
    public int DeadlineSeconds { get; set; } = 60;
}

/// <summary>How a process is stopped.</summary>
public sealed record StopSpec
{
    /// <summary>The stop signal: SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1 or SIGUSR2.</summary>
    public string Signal { get; set; } = "SIGTERM";

    /// <summary>Time after the stop signal until the whole process group is killed, in seconds.</summary>
    public int DeadlineSeconds { get; set; } = 10;
}

/// <summary>Resource limits; null or 0 means none.</summary>
public sealed record LimitSpec
{
    /// <summary>Resident memory of the process group, in bytes.</summary>
    public long MemoryMaxBytes { get; init; }

    /// <summary>CPU time as a share of one processor, in percent.</summary>
    public int CpuQuotaPercent { get; init; }

    /// <summary>Processes and threads.</summary>
    public int TasksMax { get; init; }

    /// <summary>Open files (RLIMIT_NOFILE).</summary>
    public int OpenFilesMax { get; init; }
}

/// <summary>
/// Access that is denied to a sub-agent; each setting is off by default (systemd.exec(5), "Sandboxing").
/// </summary>
public sealed record SandboxSpec
{
    /// <summary>It cannot gain privileges by executing a program (<c>NoNewPrivileges</c>).</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>All files are read-only except its own state (<c>ProtectSystem=strict</c>).</summary>
    public bool ReadOnlySystem { get; init; }

    /// <summary>Home directories are hidden (<c>ProtectHome</c>).</summary>
    public bool NoHome { get; init; }

    /// <summary>It has a private <c>/tmp</c> (<c>PrivateTmp</c>).</summary>
    public bool PrivateTmp { get; init; }

    /// <summary>Only pseudo devices such as <c>/dev/null</c> exist (<c>PrivateDevices</c>).</summary>
    public bool PrivateDevices { get; init; }

    /// <summary>It has no network except a private loopback interface (<c>PrivateNetwork</c>).</summary>
    public bool NoNetwork { get; init; }
}

/// <summary>Log files of a sub-agent.</summary>
public sealed record LogSpec
{
    /// <summary>Length at which a log file is rotated, in bytes.</summary>
    public long BytesMax { get; set; } = Contracts.Limits.LogBytesMax;

    /// <summary>Log files that are retained, including the current one.</summary>
    public int FilesMax { get; set; } = Contracts.Limits.LogFilesMax;
}
