using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Hosting.Settings;
using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;
using Aops.Upgrade.Machine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.AgentService.Install;

/// <summary>
/// Chooses, fetches, verifies and unpacks the suite's package, all within the staging folders: nothing that is
/// installed is touched.
/// </summary>
internal sealed class ReleaseStager(ServiceContext context, InstallStaging staging, InstallOptions options)
{
    private static readonly TimeSpan RepositoryTime = TimeSpan.FromSeconds(30);

    /// <summary>Stages a version.</summary>
    /// <param name="http">The server, for a repository that is not a bundle.</param>
    /// <param name="wish">The version that the server wants on this host, or null.</param>
    /// <param name="cancellation">Ends it; what was fetched is thrown away.</param>
    /// <exception cref="ServiceException">Nothing that is trusted could be staged.</exception>
    internal async Task<StagedRelease> StageAsync(HttpClient http, string? wish, CancellationToken cancellation)
    {
        var client = new ReleaseClient(OpenSource(http), staging.Layout, context.Time, NullLogger.Instance);
        context.Progress.Step("checking the release metadata");
        var refresh = await client.RefreshAsync(cancellation);
        if (refresh is not TufRefresh.Ok)
            throw new ServiceException(refresh.Sentence, ExitCodeOf(refresh));

        var target = Choose(client, wish);
        context.Progress.Step(
            $"fetching and unpacking version {target.Version} ({Quantity.Format(target.LengthBytes)})");
        var progress = new Progress<PackageProgress>(p =>
            context.Progress.Detail($"fetching and unpacking version {target.Version}, {p.Percent}%"));
        return await client.StageAsync(target, staging.SlotParent, progress, cancellation) switch
        {
            StageOutcome.Staged staged => new(target.Version, staged.Directory),
            StageOutcome.Failed failed => throw new ServiceException(failed.Sentence, ExitCodeOf(failed.Kind)),
            var other => throw new InvalidOperationException($"{other} is no outcome"),
        };
    }

    private IReleaseSource OpenSource(HttpClient http) => options.Bundle is { } bundle
        ? new BundleReleaseSource(bundle)
        : new HttpReleaseSource(
            http, new Uri(http.BaseAddress!, "/repo/"),
            new HttpReleaseOptions { DownloadTimeout = RepositoryTime }, context.Time);

    private ReleaseTarget Choose(ReleaseClient client, string? wish)
    {
        var version = options.Version ?? wish ?? client.Targets
            .Where(target => target.Kind == PackageKind.Agent)
            .Select(target => target.Version)
            .Max(VersionOrder.Instance);
        if (version is null)
            throw new ServiceException("the repository has no version of the suite yet", ExitCodes.Unavailable);
        return client.FindAgent(version) ?? throw new ServiceException(
            $"the repository has no version {version} of the suite for this processor", ExitCodes.NoInput);
    }

    private static int ExitCodeOf(TufRefresh refresh) => refresh switch
    {
        TufRefresh.Unreachable => ExitCodes.Unavailable,
        TufRefresh.NoTrust => ExitCodes.NoInput,
        TufRefresh.StoreFailed => ExitCodes.CannotWrite,
        _ => ExitCodes.BadData,
    };

    private static int ExitCodeOf(StageFailure failure) => failure switch
    {
        StageFailure.DiskFull or StageFailure.Storage => ExitCodes.CannotWrite,
        StageFailure.Network => ExitCodes.Unavailable,
        StageFailure.Cancelled => ExitCodes.Failure,
        _ => ExitCodes.BadData,
    };
}
