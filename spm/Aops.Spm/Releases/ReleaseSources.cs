using Aops.Hosting.Settings;
using Aops.Releases.Transport;
using Aops.Spm.Connections;

namespace Aops.Spm.Releases;

/// <summary>Creates the source of packages by the settings in force.</summary>
internal sealed class ReleaseSources(
    ServerHttp http, ServerConnections connections, SettingsWatcher settings, TimeProvider clock)
{
    /// <summary>Opens the server's repository, or an offline bundle.</summary>
    /// <param name="bundlePath">A bundle, or null for the server.</param>
    /// <exception cref="FetchException">No server is set.</exception>
    public IReleaseSource Open(string? bundlePath)
    {
        if (bundlePath is not null) return new BundleReleaseSource(bundlePath);
        var server = connections.Current?.Server
            ?? throw new FetchException($"{connections.MissingReason}, so there is no repository to fetch from");
        var options = new HttpReleaseOptions { DownloadTimeout = settings.Current.DownloadTimeout };
        return new HttpReleaseSource(http.Client, new Uri(server, "repo/"), options, clock)
        {
            BytesPerSecondMax = settings.Current.DownloadBytesPerSecondMax,
        };
    }
}
