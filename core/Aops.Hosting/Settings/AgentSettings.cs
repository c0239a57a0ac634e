using Aops.Contracts.Wire.Runs;
using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Settings;

/// <summary>
/// The settings of one host: conf.yml, overlaid with the server's settings. Keys, bounds and defaults are in
/// <see cref="SettingKeys"/>; every value here is valid.
/// </summary>
public sealed record AgentSettings
{
    /// <summary>The value of <see cref="Mirrors"/> for those that the operator has signed.</summary>
    public const string SignedMirrors = "signed";

    /// <summary>The value of <see cref="Mirrors"/> for none, whatever is signed.</summary>
    public const string NoMirrors = "none";

    /// <summary>The server, an https address without a path; null until one is configured.</summary>
    public Uri? HeartbeatServer { get; init; }

    /// <summary>
    /// The proxy to the server: an http address, or one of the words of <see cref="ServerProxy"/>.
    /// </summary>
    public string Proxy { get; init; } = ServerProxy.FromEnvironment;

    /// <summary>Name under which the host reports; null for the machine's own. Only conf.yml says it.</summary>
    public string? HostName { get; init; }

    /// <summary>Time between two heartbeats.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Resident memory at which spm restarts in place, in bytes.</summary>
    public long SpmMemoryMaxBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Resident memory at which spa restarts in place, in bytes.</summary>
    public long SpaMemoryMaxBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>
    /// Longest time without a received byte before a download's connection is closed and the download resumed.
    /// </summary>
    public TimeSpan DownloadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bandwidth limit of downloads, in bytes a second; 0 for none.</summary>
    public long DownloadBytesPerSecondMax { get; init; }

    /// <summary>
    /// Addresses of mirrors with spaces between them, <see cref="SignedMirrors"/> or <see cref="NoMirrors"/>. Only conf.yml
    /// says it.
    /// </summary>
    public string Mirrors { get; init; } = SignedMirrors;

    /// <summary>Time between two pings of the pair.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time without a ping or pong after which the peer counts as hung.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time for which a new version must be healthy before it is committed.</summary>
    public TimeSpan TrialPeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time in which a new version must have been healthy for <see cref="TrialPeriod"/>.</summary>
    public TimeSpan TrialDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time between two full checks of the installed files.</summary>
    public TimeSpan IntegrityInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Loopback port for metrics; 0 for none.</summary>
    public int MetricsPort { get; init; }

    /// <summary>What this host runs at a server's word. Only conf.yml says it.</summary>
    public RunPolicy Runs { get; init; } = RunPolicy.Signed;

    /// <summary>Lowest level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
