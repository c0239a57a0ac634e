using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Settings;

/// <summary>
/// The settings of one host: conf.yml with what the server lays over it. The keys, bounds and defaults are in
/// <see cref="SettingKeys"/>; a value here has passed them.
/// </summary>
public sealed record AgentSettings
{
    /// <summary>The server, an https address without a path; null until one is set.</summary>
    public Uri? HeartbeatServer { get; init; }

    /// <summary>The way to the server: an http address, or one of the words of <see cref="ServerProxy"/>.</summary>
    public string Proxy { get; init; } = ServerProxy.FromEnvironment;

    /// <summary>Time between two heartbeats.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Resident memory at which spm starts anew in place, in bytes.</summary>
    public long SpmMemoryMaxBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Resident memory at which spa starts anew in place, in bytes.</summary>
    public long SpaMemoryMaxBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Longest time that a download may bring no byte before the connection is given up and resumed.</summary>
    public TimeSpan DownloadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most that downloads take of the network, in bytes a second; 0 for no bound.</summary>
    public long DownloadBytesPerSecondMax { get; init; }

    /// <summary>Time between two pings of the pair.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence after which a half counts as hung.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a new version must be healthy before it is committed.</summary>
    public TimeSpan TrialPeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a new version may take to become healthy for <see cref="TrialPeriod"/>.</summary>
    public TimeSpan TrialDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time between two full checks of the installed files.</summary>
    public TimeSpan IntegrityInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Loopback port that serves metrics; 0 for none.</summary>
    public int MetricsPort { get; init; }

    /// <summary>Least level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
