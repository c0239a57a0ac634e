using System.Net;
using Aops.Server.Storage;
using Serilog.Events;

namespace Aops.Server.Hosting;

/// <summary>Settings of the server.</summary>
internal sealed record ServerOptions
{
    /// <summary>The port when nobody says otherwise.</summary>
    public const int PortDefault = 7443;

    /// <summary>Folder of everything that is kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The database; null for the file in the data folder.</summary>
    public DatabaseAddress? Database { get; init; }

    /// <summary>How long a start waits for another server that uses the same database to end.</summary>
    public TimeSpan DatabaseLockWait { get; init; } = ServerLimits.DatabaseLockWait;

    /// <summary>Addresses to listen on; port 0 picks a free one.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [new(IPAddress.Loopback, PortDefault)];

    /// <summary>How agents reach this server, where that is not the address it listens on; null otherwise.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>First root of the repository to trust; null to trust that of the first release that is published.</summary>
    public string? TrustRoot { get; init; }

    /// <summary>Connections of one address, where many hosts share one (a proxy, NAT); null for half of all.</summary>
    public int? ConnectionsPerAddress { get; init; }

    /// <summary>Least level that is logged.</summary>
    public LogEventLevel LogLevel { get; init; } = LogEventLevel.Information;
}
