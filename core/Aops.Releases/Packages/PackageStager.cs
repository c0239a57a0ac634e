using System.IO.Pipelines;
using Aops.Contracts;

namespace Aops.Releases.Packages;

/// <summary>
/// Brings one package from a stream to a staging directory. Receiving and unpacking run side by side with a bounded
/// pipe between them; whichever fails ends the other, and nothing is left.
/// </summary>
/// <param name="target">The package.</param>
/// <param name="stagingParent">Where the staging directory is made.</param>
/// <param name="freeBytes">Reads the free space of a disk.</param>
/// <param name="reserveBytes">
/// What must stay free beside it; nothing for a heal, which gives back all but what was missing.
/// </param>
internal sealed class PackageStager(
    ReleaseTarget target, string stagingParent, Func<string, long> freeBytes,
    long reserveBytes = Limits.DiskReserveBytes)
{
    private const int PipeBytesMax = 1024 * 1024;

    /// <summary>Requires room for a number of bytes beside what the disk keeps in reserve.</summary>
    /// <exception cref="PackageFault">There is not enough.</exception>
    public void RequireSpace(long bytes)
    {
        var free = freeBytes(stagingParent);
        if (free - reserveBytes >= bytes) return;
        throw new PackageFault(StageFailure.DiskFull,
            $"it needs {bytes} bytes, and {stagingParent} has {free} free, " +
            $"of which {reserveBytes} stay in reserve");
    }

    /// <summary>Whether there is room for the package itself too.</summary>
    public bool HasSpaceForCache => freeBytes(stagingParent) - reserveBytes
        >= target.LengthBytes + Math.Max(target.UnpackedBytes, target.LengthBytes);

    /// <summary>Receives, checks and unpacks.</summary>
    /// <exception cref="PackageFault">It failed; nothing is left.</exception>
    public async Task<StageOutcome.Staged> RunAsync(
        Stream source, CachedPackageWriter? cache, IProgress<PackageProgress>? progress,
        CancellationToken cancellationToken)
    {
        StagingDirectory? staging = null;
        try
        {
            RequireSpace(Math.Max(target.UnpackedBytes, target.LengthBytes));
            staging = StagingDirectory.Create(stagingParent);
            var manifest = await PassAsync(source, cache, progress, staging.Path, cancellationToken);
            staging.Flush(manifest);
            cache?.Commit();
            return new StageOutcome.Staged(staging.Path, manifest);
        }
        catch (Exception e)
        {
            staging?.Delete();
            if (e is IOException or UnauthorizedAccessException) throw PackageFault.OfDisk(e);
            throw;
        }
    }

    private async Task<PackageManifest> PassAsync(
        Stream source, CachedPackageWriter? cache, IProgress<PackageProgress>? progress,
        string directory, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: PipeBytesMax, resumeWriterThreshold: PipeBytesMax / 2,
            minimumSegmentSize: 128 * 1024, useSynchronizationContext: false));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var receiving = Task.Run(() => new PackageReceiver(target, progress)
            .ReceiveAsync(source, pipe.Writer, cache, ending.Token), CancellationToken.None);
        try
        {
            var manifest = await Task.Run(() => PackageUnpacker.UnpackAsync(
                pipe.Reader.AsStream(), directory, Check, ending.Token), CancellationToken.None);
            await receiving;
            return manifest;
        }
        catch (PackageFault)
        {
            // Whether the signer or the way is to blame, only the whole hash can say: the receiver goes on alone, up
            // to the signed length, and its own fault comes first.
            await pipe.Reader.CompleteAsync();
            await receiving;
            throw;
        }
        catch
        {
            await ending.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await receiving.ContinueWith(_ => { }, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private void Check(PackageManifest manifest)
    {
        if (manifest.Kind != target.Kind || manifest.Name != target.Name || manifest.Version != target.Version
            || manifest.Architecture != target.Architecture)
        {
            throw PackageFault.Hostile(
                $"it holds {manifest.Kind.Text()} {manifest.Name} {manifest.Version} {manifest.Architecture}, which is not what was signed for");
        }
        RequireSpace(manifest.UnpackedBytes);
    }
}
