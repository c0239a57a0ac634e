using Aops.Contracts;
using Aops.Hosting;
using Aops.Hosting.Settings;
using Aops.Releases.Fleet;
using Aops.Releases.Runbooks;
using Aops.Releases.Transport;
using Aops.Releases.Transport.Mirrors;
using Aops.Spm.Connections;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Releases;

/// <summary>Creates the source of packages by the settings in force.</summary>
internal sealed partial class ReleaseSources : IDisposable
{
    private readonly ServerHttp _http;
    private readonly ServerConnections _connections;
    private readonly SettingsWatcher _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly MirrorHealth _health;

    // Most hosts have no mirrors, and the client loads the library for TLS.
    private readonly Lazy<HttpClient> _mirrorHttp;

    public ReleaseSources(
        ServerHttp http, ServerConnections connections, SettingsWatcher settings, TimeProvider clock,
        ILogger<ReleaseSources> logger)
    {
        (_http, _connections, _settings, _clock, _logger) = (http, connections, settings, clock, logger);
        _health = new MirrorHealth(
            clock, (address, reason) => LogLeftOut(address, MirrorLimits.LeftOutSeconds / 60, reason));
        _mirrorHttp = new Lazy<HttpClient>(() => MakeMirrorHttp(http));
    }

    /// <summary>Opens the server's repository, or an offline bundle.</summary>
    /// <param name="bundlePath">A bundle, or null for the server.</param>
    /// <exception cref="FetchException">No server is set.</exception>
    public IReleaseSource Open(string? bundlePath)
    {
        if (bundlePath is not null) return new BundleReleaseSource(bundlePath);
        var server = _connections.Current?.Server
            ?? throw new FetchException($"{_connections.MissingReason}, so there is no repository to fetch from");
        var options = new HttpReleaseOptions { DownloadTimeout = _settings.Current.DownloadTimeout };
        return new HttpReleaseSource(_http.Client, new Uri(server, "repo/"), options, _clock)
        {
            BytesPerSecondMax = _settings.Current.DownloadBytesPerSecondMax,
        };
    }

    /// <summary>The same, with packages from the mirrors of this host, where it has some.</summary>
    /// <param name="look">Looks for the mirrors that are signed.</param>
    /// <exception cref="FetchException">No server is set.</exception>
    public async Task<IReleaseSource> OpenForPackagesAsync(
        string? bundlePath, Func<IReleaseSource, Task<TargetLook<FleetMirrors>>> look)
    {
        var origin = Open(bundlePath);
        if (bundlePath is not null) return origin;
        var mirrors = _settings.Current.Mirrors switch
        {
            AgentSettings.NoMirrors => [],
            AgentSettings.SignedMirrors => SignedOf(await look(origin)),
            var addresses => MirrorAddress.ParseList(addresses)!,
        };
        return mirrors.Count == 0 ? origin : new MirroredSource([.. mirrors.Select(OpenMirror)], origin, _health);
    }

    public void Dispose()
    {
        if (_mirrorHttp.IsValueCreated) _mirrorHttp.Value.Dispose();
    }

    private IReadOnlyList<Uri> SignedOf(TargetLook<FleetMirrors> look)
    {
        switch (look)
        {
            case TargetLook<FleetMirrors>.Found found:
                return found.Content.Of(_settings.Current.HostName ?? Environment.MachineName);
            case TargetLook<FleetMirrors>.Refused refused:
                LogNotTaken(refused.Sentence);
                return [];
            case TargetLook<FleetMirrors>.Failed failed:
                LogNotTaken(failed.Sentence);
                return [];
            default:
                return [];
        }
    }

    private Mirror OpenMirror(Uri address)
    {
        var most = _settings.Current.DownloadBytesPerSecondMax;
        var options = new HttpReleaseOptions
        {
            DownloadTimeout = _settings.Current.DownloadTimeout,
            // Another place is better than another try.
            OpenAttemptsMax = 1,
            BytesPerSecondMin = Math.Min(most > 0 ? most / 4 : long.MaxValue, MirrorLimits.BytesPerSecondMin),
        };
        return new Mirror(
            address, new HttpReleaseSource(_mirrorHttp.Value, address, options, _clock) { BytesPerSecondMax = most });
    }

    // The authorities of the system: a mirror is no part of the fleet, and vouches for nothing.
    private static HttpClient MakeMirrorHttp(ServerHttp server)
    {
        var handler = PinnedHttp.CreateHandler(null, new ServerProxy(() => server.Proxy));
        // Stores of objects and networks of copies redirect, and many of them speak no TLS 1.3 yet.
        (handler.AllowAutoRedirect, handler.MaxAutomaticRedirections) = (true, 3);
        handler.SslOptions.EnabledSslProtocols = System.Security.Authentication.SslProtocols.None;
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    [LoggerMessage(2361, LogLevel.Warning, "No mirror is asked: {Reason}")]
    private partial void LogNotTaken(string reason);

    [LoggerMessage(2360, LogLevel.Warning, "The mirror {Address} is left out for {Minutes} minutes: {Reason}")]
    private partial void LogLeftOut(Uri address, int minutes, string reason);
}
