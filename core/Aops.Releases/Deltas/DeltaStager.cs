using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Microsoft.Extensions.Logging;

namespace Aops.Releases.Deltas;

/// <summary>Stages a package from a delta to an installed slot, if one fits.</summary>
internal sealed partial class DeltaStager(
    IReleaseSource source, bool consistentSnapshot, PackageCache cache, bool keepsPackages,
    Func<string, long> freeBytes, ILogger logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Stages it.</summary>
    /// <param name="target">The package.</param>
    /// <param name="stagingParent">Folder of the slots.</param>
    /// <param name="progress">Is told of the progress; null for nobody.</param>
    /// <returns>
    /// Null when no delta fits, or when one failed for any reason that fetching the whole package may cure.
    /// </returns>
    public async Task<StageOutcome.Staged?> StageAsync(
        ReleaseTarget target, string stagingParent, IProgress<PackageProgress>? progress,
        CancellationToken cancellationToken)
    {
        foreach (var delta in target.Deltas.Where(d => d.LengthBytes < target.LengthBytes).OrderBy(d => d.LengthBytes))
        {
            using var image = SlotImage.TryOpen(Path.Combine(stagingParent, delta.From), delta.FromManifestSha256);
            if (image is null) continue;
            try
            {
                return await StageAsync(target, delta, image, stagingParent, progress, cancellationToken);
            }
            catch (Exception e) when (e is PackageFault { Kind: not StageFailure.DiskFull } or ReleaseSourceException)
            {
                if (e is PackageFault { Kind: StageFailure.Tampered })
                    source.Distrust(target.PathOf(delta, consistentSnapshot));
                LogDeltaFailed(target.Name, target.Version, delta.From, e.Message);
                return null;
            }
        }
        return null;
    }

    private async Task<StageOutcome.Staged> StageAsync(
        ReleaseTarget target, ReleaseDelta delta, SlotImage image, string stagingParent,
        IProgress<PackageProgress>? progress, CancellationToken cancellationToken)
    {
        var stager = new PackageStager(target, stagingParent, freeBytes);
        stager.RequireSpace(Math.Max(target.UnpackedBytes, target.LengthBytes));
        var path = target.PathOf(delta, consistentSnapshot);
        await using var content = await source.GetAsync(path, 0, cancellationToken)
            ?? throw new ReleaseSourceException($"the repository has no {path}");
        using var repack = keepsPackages && stager.HasSpaceForCache ? cache.BeginRepack(target) : null;
        var staged = await stager.RunAsync(content.Stream,
            new PackageReceiver(delta.LengthBytes, delta.Sha256, progress, cache: null),
            received => new DeltaArchiveStream(received, image, target.ArchiveSha256!, repack), cancellationToken);
        repack?.Commit();
        cache.Trim(target.Kind, target.Name);
        LogDelta(target.Name, target.Version, delta.From, delta.LengthBytes, target.LengthBytes);
        return staged with { DeltaFrom = delta.From };
    }

    [LoggerMessage(1200, LogLevel.Debug,
        "{Name} {Version} came as a delta from {From}: {DeltaBytes} bytes in place of {LengthBytes}")]
    private partial void LogDelta(string name, string version, string from, long deltaBytes, long lengthBytes);

    [LoggerMessage(1201, LogLevel.Debug,
        "The delta to {Name} {Version} from {From} failed ({Reason}); the whole package is fetched")]
    private partial void LogDeltaFailed(string name, string version, string from, string reason);
}
