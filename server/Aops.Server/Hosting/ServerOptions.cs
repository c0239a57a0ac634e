using System.Net;
using Aops.Server.Backups;
using Aops.Server.Certificates;
using Aops.Server.SingleSignOn;
using Aops.Server.Storage;
using Serilog.Events;

namespace Aops.Server.Hosting;

/// <summary>Settings of the server.</summary>
internal sealed record ServerOptions
{
    /// <summary>The default port.</summary>
    public const int PortDefault = 7443;

    /// <summary>Days that events stay where none are told.</summary>
    public const int EventDaysDefault = 30;

    /// <summary>Days that runs stay where none are told.</summary>
    public const int RunDaysDefault = 30;

    /// <summary>What the output of all runs may take where nothing else is told, in GiB.</summary>
    public const int RunOutputGibDefault = 16;

    /// <summary>The most that it can be let take, in GiB.</summary>
    public const int RunOutputGibMax = 1024 * 1024;

    /// <summary>Most days that events, or runs, can stay.</summary>
    public const int EventDaysMax = 3650;

    /// <summary>The data folder.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The database; null for the file in the data folder.</summary>
    public DatabaseAddress? Database { get; init; }

    /// <summary>How long a start waits for another server on the same database to end.</summary>
    public TimeSpan DatabaseLockWait { get; init; } = ServerLimits.DatabaseLockWait;

    /// <summary>Addresses to listen on; port 0 picks a free one.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [new(IPAddress.Loopback, PortDefault)];

    /// <summary>Address of this server for agents, if it differs from the listen address; null otherwise.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// First root of the repository to trust; null to trust the root of the first published release.
    /// </summary>
    public string? TrustRoot { get; init; }

    /// <summary>Connections per address, if many hosts share one (proxy, NAT); null for half of all.</summary>
    public int? ConnectionsPerAddress { get; init; }

    /// <summary>Addresses to answer on with <see cref="WebCertificate"/>: console and API, not agents.</summary>
    public IReadOnlyList<IPEndPoint> WebListen { get; init; } = [];

    /// <summary>The operator's own certificate; null where there is no such address.</summary>
    public WebCertificate? WebCertificate { get; init; }

    /// <summary>Backups that the server takes by itself; null for none.</summary>
    public BackupPlan? Backups { get; init; }

    /// <summary>The OpenID Connect provider that people may sign in by; null for none.</summary>
    public ProviderOptions? IdentityProvider { get; init; }

    /// <summary>Days that events stay; their number is bounded beside it.</summary>
    public int EventDays { get; init; } = EventDaysDefault;

    /// <summary>Days that runs stay with their output, from their end on.</summary>
    public int RunDays { get; init; } = RunDaysDefault;

    /// <summary>What the output of all runs may take, in bytes; that of the run which ended first makes way first.</summary>
    public long RunOutputBytesMax { get; init; } = (long)RunOutputGibDefault << 30;

    /// <summary>Whether webhooks may lead to this machine and its link: loopback and link-local addresses.</summary>
    public bool WebhooksMayBeLocal { get; init; }

    /// <summary>Lowest level that is logged.</summary>
    public LogEventLevel LogLevel { get; init; } = LogEventLevel.Information;
}
