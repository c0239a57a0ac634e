using Aops.Hosting.Settings;
using Aops.Releases.Transport;

namespace Aops.Spm.Releases;

/// <summary>Makes the source that packages come from by the settings in force.</summary>
internal sealed class ReleaseSources(ServerHttp http, SettingsWatcher settings, TimeProvider time)
{
    /// <summary>The server's repository, or an offline bundle.</summary>
    /// <param name="bundlePath">A bundle, or null for the server.</param>
    /// <exception cref="FetchException">No server is set.</exception>
    public IReleaseSource Open(string? bundlePath)
    {
        if (bundlePath is not null) return new BundleReleaseSource(bundlePath);
        var server = settings.Current.HeartbeatServer
            ?? throw new FetchException("conf.yml sets no heartbeatSrv, so there is no repository to fetch from");
        var options = new HttpReleaseOptions { DownloadTimeout = settings.Current.DownloadTimeout };
        return new HttpReleaseSource(http.Client, new Uri(server, "repo/"), options, time)
        {
            BytesPerSecondMax = settings.Current.DownloadBytesPerSecondMax,
        };
    }
}
