using Aops.AgentService.Enrolment;
using Aops.AgentService.Faults;
using Aops.AgentService.Installed;
using Aops.AgentService.Verbs;
using Aops.Hosting;
using Aops.Hosting.Connections;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.AgentService.Repair;

/// <summary>
/// Heals a slot from a package of the server's repository if none is cached on this host: the slot came
/// from a package of the distribution, which has brought another version since. The metadata of the running
/// spm is not touched.
/// </summary>
internal sealed class FetchedHealing(ServiceContext context)
{
    private static readonly TimeSpan RepositoryTime = TimeSpan.FromSeconds(30);

    private AopsLayout Layout => context.Layout;

    /// <summary>Heals the slot.</summary>
    /// <param name="version">Version of the slot.</param>
    /// <param name="slot">Folder of the slot.</param>
    /// <param name="before">Why healing without the server failed.</param>
    internal async Task<HealOutcome> HealAsync(
        string version, string slot, string before, CancellationToken cancellationToken)
    {
        var settings = SettingsFile.Read(Layout.Conf).Settings;
        if (settings.HeartbeatServer is not { } server || !File.Exists(Layout.TrustRoot))
            return new HealOutcome.Failed(before);
        var staging = new InstallStaging(Layout);
        try
        {
            var connection = ConnectionFiles.Read(Layout, settings);
            var plan = new InstallPlan
            {
                Endpoint = server,
                Proxy = settings.Proxy,
                Authority = connection.Authority is { } pem ? PinnedHttp.ParseAuthority(pem, Layout.TrustCa) : null,
            };
            staging.Create();
            File.Copy(Layout.TrustRoot, staging.Layout.TrustRoot);
            using var http = new EnrolmentServer(plan);
            var client = new ReleaseClient(
                new HttpReleaseSource(
                    http.Http, new Uri(server, "/repo/"), new HttpReleaseOptions { DownloadTimeout = RepositoryTime },
                    context.Time),
                staging.Layout, context.Time, NullLogger.Instance);
            var refresh = await client.RefreshAsync(cancellationToken);
            if (refresh is not TufRefresh.Ok) return Failed(before, refresh.Sentence);
            if (client.FindAgent(version) is not { } target)
                return Failed(before, $"the repository has no version {version} of the suite");
            var outcome = await client.HealAsync(target, slot, cancellationToken);
            return outcome is HealOutcome.Failed failed ? Failed(before, failed.Sentence) : outcome;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is ServiceException or InvalidDataException)
        {
            return Failed(before, e.Message);
        }
        finally
        {
            staging.Remove();
        }
    }

    private static HealOutcome.Failed Failed(string before, string reason) =>
        new($"{before}, and none can be fetched: {reason}");
}
