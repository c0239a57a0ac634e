using System.Text.Json.Serialization;

namespace Aops.Contracts.SubAgents;

/// <summary>
/// How a sub-agent is run: <c>subagent.json</c> at the top of its package. <c>${NAME}</c> in arguments and probes
/// is replaced from its environment. See <see cref="SubAgentSpecValidator"/> for what is refused.
/// </summary>
public sealed record SubAgentSpec
{
    /// <summary>Name of the file in the package.</summary>
    public const string FileName = "subagent.json";

    /// <summary>Version of this record; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Version.</summary>
    public required string Version { get; init; }

    /// <summary>The program: a path within the package.</summary>
    public required string Exec { get; init; }

    /// <summary>Whether the program stays, or leaves a daemon in the background; a change restarts it.</summary>
    public ProcessType Type { get; set; } = ProcessType.Simple;

    /// <summary>
    /// For <see cref="ProcessType.Forking"/>: the file that the daemon writes its pid to, absolute or below
    /// <c>${AOPS_STATE_DIR}</c>. Null: the daemon is known by <c>AOPS_SUBAGENT</c> in its environment.
    /// </summary>
    public string? PidFile { get; init; }

    /// <summary>Arguments after the program's own name.</summary>
    public IReadOnlyList<string> Args { get; set; } = [];

    /// <summary>Environment, over <c>PATH</c> and the <c>AOPS_…</c> variables that spm sets. Nothing else is inherited.</summary>
    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();

    /// <summary>What of the above a server may set; null for nothing.</summary>
    public SettableSpec? Settable { get; init; }

    /// <summary>User to run as, by name or number; null for spm's own.</summary>
    public string? User { get; init; }

    /// <summary>Group to run as; null for the user's own.</summary>
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

    /// <summary>When and how fast it is started again.</summary>
    public RestartSpec Restart { get; set; } = new();

    /// <summary>When it counts as ready; null: as soon as it was executed.</summary>
    public ProbeSpec? Readiness { get; init; }

    /// <summary>When it counts as hung, and is restarted; null: never.</summary>
    public ProbeSpec? Liveness { get; init; }

    /// <summary>How it is stopped.</summary>
    public StopSpec Stop { get; set; } = new();

    /// <summary>Limits on its process group.</summary>
    public LimitSpec Limits { get; set; } = new();

    /// <summary>
    /// What of the host it may not touch; null for no restriction. Held by systemd: where systemd does not run spm, it
    /// runs without, and spm's log says so.
    /// </summary>
    public SandboxSpec? Sandbox { get; init; }

    /// <summary>Its log file.</summary>
    public LogSpec Log { get; set; } = new();

    /// <summary>Whether it runs as another user or group than spm.</summary>
    [JsonIgnore]
    public bool HasAccount => User is not null || Group is not null;
}

/// <summary>What becomes of the program that is started; the terms are those of systemd.service(5), <c>Type=</c>.</summary>
[JsonConverter(typeof(KebabEnumConverter<ProcessType>))]
public enum ProcessType
{
    /// <summary>It is the sub-agent, for as long as it runs.</summary>
    Simple,

    /// <summary>It exits with 0 once its daemon runs in the background. Without systemd, the exit code of a daemon that a
    /// former spm started cannot be known, so that its end counts as a failure.</summary>
    Forking,
}

/// <summary>When a process that ended is started again.</summary>
[JsonConverter(typeof(KebabEnumConverter<RestartPolicy>))]
public enum RestartPolicy
{
    /// <summary>After every end.</summary>
    Always,

    /// <summary>After an exit code other than 0, or a signal.</summary>
    OnFailure,

    /// <summary>Never.</summary>
    Never,
}

/// <summary>Restart policy and backoff. The n-th wait is a random time up to min(cap, initial × factor^n) ("full jitter").</summary>
public sealed record RestartSpec
{
    /// <summary>Policy.</summary>
    public RestartPolicy Policy { get; set; } = RestartPolicy.Always;

    /// <summary>Bound of the second wait, in milliseconds; the first restart after a healthy time is immediate.</summary>
    public int BackoffInitialMilliseconds { get; set; } = 250;

    /// <summary>Growth of the bound from one wait to the next.</summary>
    public double BackoffFactor { get; set; } = 2;

    /// <summary>Cap of the bound, in milliseconds.</summary>
    public int BackoffMaxMilliseconds { get; set; } = 60_000;

    /// <summary>A run this long counts as healthy: the next death begins the backoff anew, in seconds.</summary>
    public int HealthyAfterSeconds { get; set; } = 10;

    /// <summary>Deaths in a row without a healthy run after which it is given up; 0 for never.</summary>
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

/// <summary>A check of health from outside.</summary>
public sealed record ProbeSpec
{
    /// <summary>Kind.</summary>
    public required ProbeKind Kind { get; init; }

    /// <summary>For <see cref="ProbeKind.Http"/>: an http URL.</summary>
    public string? Url { get; init; }

    /// <summary>For <see cref="ProbeKind.Tcp"/>: <c>host:port</c>.</summary>
    public string? Address { get; init; }

    /// <summary>For <see cref="ProbeKind.Exec"/>: program (within the package, or absolute) and arguments.</summary>
    public IReadOnlyList<string> Command { get; set; } = [];

    /// <summary>For <see cref="ProbeKind.File"/>: absolute, or within the sub-agent's working directory.</summary>
    public string? Path { get; init; }

    /// <summary>For <see cref="ProbeKind.File"/>: greatest age, in seconds.</summary>
    public int MaxAgeSeconds { get; set; } = 60;

    /// <summary>Time between two checks, in milliseconds.</summary>
    public int PeriodMilliseconds { get; set; } = 10_000;

    /// <summary>Longest time of one check, in milliseconds.</summary>
    public int TimeoutMilliseconds { get; set; } = 2_000;

    /// <summary>For liveness: failures in a row that count as hung.</summary>
    public int FailureThreshold { get; set; } = 3;

    /// <summary>For readiness: longest time from the start to the first success, in seconds.</summary>
    public int DeadlineSeconds { get; set; } = 60;
}

/// <summary>How a process is stopped.</summary>
public sealed record StopSpec
{
    /// <summary>The signal that asks: SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1 or SIGUSR2.</summary>
    public string Signal { get; set; } = "SIGTERM";

    /// <summary>Time until the whole process group is killed, in seconds.</summary>
    public int DeadlineSeconds { get; set; } = 10;
}

/// <summary>Limits; null or 0 means none.</summary>
public sealed record LimitSpec
{
    /// <summary>Resident memory of the process group, in bytes.</summary>
    public long MemoryMaxBytes { get; init; }

    /// <summary>Processor time as a share of one processor, in percent.</summary>
    public int CpuQuotaPercent { get; init; }

    /// <summary>Processes and threads.</summary>
    public int TasksMax { get; init; }

    /// <summary>Open files (RLIMIT_NOFILE).</summary>
    public int OpenFilesMax { get; init; }
}

/// <summary>What a sub-agent may not touch; each setting is off unless it is set (systemd.exec(5), "Sandboxing").</summary>
public sealed record SandboxSpec
{
    /// <summary>No program gives it more rights than it has (<c>NoNewPrivileges</c>).</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>All files are read-only to it but its own state (<c>ProtectSystem=strict</c>).</summary>
    public bool ReadOnlySystem { get; init; }

    /// <summary>It does not see home directories (<c>ProtectHome</c>).</summary>
    public bool NoHome { get; init; }

    /// <summary>It has a <c>/tmp</c> of its own (<c>PrivateTmp</c>).</summary>
    public bool PrivateTmp { get; init; }

    /// <summary>It sees no devices but the likes of <c>/dev/null</c> (<c>PrivateDevices</c>).</summary>
    public bool PrivateDevices { get; init; }

    /// <summary>It has no network but its own loopback (<c>PrivateNetwork</c>).</summary>
    public bool NoNetwork { get; init; }
}

/// <summary>Log file of a sub-agent.</summary>
public sealed record LogSpec
{
    /// <summary>Length at which it is rotated, in bytes.</summary>
    public long BytesMax { get; set; } = Contracts.Limits.LogBytesMax;

    /// <summary>Files kept, the current one included.</summary>
    public int FilesMax { get; set; } = Contracts.Limits.LogFilesMax;
}
