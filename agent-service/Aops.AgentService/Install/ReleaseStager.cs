using System.Globalization;
using Aops.AgentService.Faults;
using Aops.AgentService.Install.Steps;
using Aops.AgentService.Installed;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;
using Aops.Upgrade.Downgrades;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.AgentService.Install;

/// <summary>
/// Chooses, fetches, verifies and unpacks the suite's package within the staging folders; nothing that is
/// installed is touched.
/// </summary>
/// <param name="staging">The staging folders.</param>
/// <param name="options">Options of the install.</param>
/// <param name="floor">The newest version ever committed on this host; null for none.</param>
internal sealed class ReleaseStager(
    ServiceContext context, InstallStaging staging, InstallOptions options, ReleaseMark? floor)
{
    private static readonly TimeSpan RepositoryTime = TimeSpan.FromSeconds(30);

    /// <summary>Stages a version.</summary>
    /// <param name="http">Client of the server, for a repository that is not a bundle.</param>
    /// <param name="wish">The version that the server wants on this host, or null.</param>
    /// <param name="cancellationToken">Ends it; fetched data is discarded.</param>
    /// <exception cref="ServiceException">No trusted version could be staged.</exception>
    internal async Task<StagedRelease> StageAsync(HttpClient http, string? wish, CancellationToken cancellationToken)
    {
        if (FindSeed(wish) is { } seed) return await StageSeedAsync(seed, cancellationToken);
        var client = await OpenAsync(http, cancellationToken);
        var candidates = Choose(client, wish);
        for (var i = 0; ; i++)
        {
            switch (await StageAsync(client, candidates[i], cancellationToken))
            {
                case StageOutcome.Staged staged:
                    return new(candidates[i].Version, staged.Directory, Floor(client))
                    {
                        Number = candidates[i].ReleaseNumber,
                    };
                // A bundle carries the metadata of every version, but only some packages.
                case StageOutcome.Failed { Kind: StageFailure.Network } when i + 1 < candidates.Count:
                    break;
                case StageOutcome.Failed failed:
                    throw new ServiceException(failed.Sentence, ExitCodeOf(failed.Kind));
            }
        }
    }

    /// <summary>
    /// The version that <see cref="StageAsync(HttpClient, string?, CancellationToken)"/> would try first.
    /// </summary>
    /// <param name="http">Client of the server, for a repository that is not a bundle.</param>
    /// <param name="wish">The version that the server wants on this host, or null.</param>
    /// <exception cref="ServiceException">There is no trusted and permitted version.</exception>
    internal async Task<string> FindAsync(HttpClient http, string? wish, CancellationToken cancellationToken) =>
        Choose(await OpenAsync(http, cancellationToken), wish)[0].Version;

    private async Task<ReleaseClient> OpenAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var client = new ReleaseClient(OpenSource(http), staging.Layout, context.Time, NullLogger.Instance);
        context.Progress.Step("checking the release metadata");
        var refresh = await client.RefreshAsync(cancellationToken);
        return refresh is TufRefresh.Ok
            ? client
            : throw new ServiceException(refresh.Sentence, ExitCodeOf(refresh));
    }

    // The seed saves the download, but is never a downgrade, neither of the wanted nor of the running
    // version.
    private SeedPackage? FindSeed(string? wish)
    {
        if (options.Bundle is not null || SeedPackage.TryOpen(context.Layout) is not { } seed) return null;
        var isWanted = (options.Version ?? wish) is not { } wanted || seed.Version == wanted;
        var mark = new ReleaseMark(seed.Version);
        return isWanted && DowngradeRule.FaultOf(mark, floor, mayGoBackFrom: null) is null ? seed : null;
    }

    private async Task<StagedRelease> StageSeedAsync(SeedPackage seed, CancellationToken cancellationToken)
    {
        context.Progress.Step($"taking version {seed.Version} from the installed package ({context.Layout.Seed})");
        return await seed.StageAsync(staging.SlotParent, cancellationToken) switch
        {
            StageOutcome.Staged staged => new(seed.Version, staged.Directory, floor),
            StageOutcome.Failed failed => throw new ServiceException(failed.Sentence, ExitCodeOf(failed.Kind)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private Task<StageOutcome> StageAsync(
        ReleaseClient client, ReleaseTarget target, CancellationToken cancellationToken)
    {
        var what = string.Create(CultureInfo.InvariantCulture,
            $"fetching and unpacking version {target.Version} ({target.LengthBytes / 1e6:0.0} MB)");
        context.Progress.Step(what);
        var progress = new Progress<PackageProgress>(p => context.Progress.Detail($"{what}, {p.Percent}%"));
        return client.StageAsync(target, staging.SlotParent, progress, cancellationToken);
    }

    private IReleaseSource OpenSource(HttpClient http) => options.Bundle is { } bundle
        ? new BundleReleaseSource(bundle)
        : new HttpReleaseSource(
            http, new Uri(http.BaseAddress!, "/repo/"),
            new HttpReleaseOptions { DownloadTimeout = RepositoryTime }, context.Time);

    // Candidates, best first: one, or all versions of a bundle if none was ordered.
    private List<ReleaseTarget> Choose(ReleaseClient client, string? wish)
    {
        var newestFirst = client.Targets
            .Where(target => target.Kind == PackageKind.Agent)
            .Select(target => new ReleaseMark(target.Version, target.ReleaseNumber))
            .Order(Comparer<ReleaseMark>.Create((a, b) => ReleaseMark.Compare(b, a)))
            .Select(mark => mark.Version).Distinct();
        // Published versions may be meant for a few hosts or for none yet, so only a bundle, which an
        // operator chose, offers all of them.
        string[] versions = options.Version is { } ordered ? [ordered]
            : options.Bundle is not null ? [.. newestFirst.OrderByDescending(version => version == wish)]
            : wish is not null ? [wish]
            : throw new ServiceException(
                "no version of the suite is desired at the server yet: 'aops-release promote --version V' orders one for every "
                + "host, and --version V installs one on this host", ExitCodes.Unavailable);
        if (versions.Length == 0)
            throw new ServiceException("the bundle has no version of the suite", ExitCodes.Unavailable);
        var targets = versions.Select(client.FindAgent).OfType<ReleaseTarget>().ToList();
        if (targets.Count == 0)
        {
            throw new ServiceException(
                $"the repository has no version {versions[0]} of the suite for this processor", ExitCodes.NoInput);
        }
        if (options.Bundle is null) targets = targets[..1];
        var allowed = targets.Where(target => FaultOf(client, target) is null).ToList();
        return allowed.Count > 0
            ? allowed
            : throw new ServiceException(
                $"{FaultOf(client, targets[0])}; give the permission by 'aops-release permit-downgrade', "
                + "or uninstall first", ExitCodes.NoPermission);
    }

    private string? FaultOf(ReleaseClient client, ReleaseTarget target) => DowngradeRule.FaultOf(
        new ReleaseMark(target.Version, target.ReleaseNumber), Floor(client),
        ReleaseMark.Of(target.MayGoBackFrom, target.MayGoBackFromNumber));

    // A floor that was stored without its number gets the number while its version is listed.
    private ReleaseMark? Floor(ReleaseClient client) =>
        floor?.Or(client.FindAgent(floor.Version)?.ReleaseNumber);

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
