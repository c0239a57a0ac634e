using System.IO.Pipelines;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases.Compression;

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
    private const int BlockBytes = 128 * 1024;

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

    /// <summary>Receives the whole package, checks and unpacks it.</summary>
    /// <exception cref="PackageFault">It failed; nothing is left.</exception>
    public async Task<StageOutcome.Staged> RunAsync(
        Stream source, CachedPackageWriter? cache, IProgress<PackageProgress>? progress,
        CancellationToken cancellationToken)
    {
        var staged = await RunAsync(source, new PackageReceiver(target.LengthBytes, target.Sha256, progress, cache),
            received => new ZstdReadStream(received, Limits.ZstdWindowLogMax), cancellationToken);
        cache?.Commit();
        return staged;
    }

    /// <summary>Receives something, makes the package's archive of it, and unpacks that.</summary>
    /// <param name="source">What is received.</param>
    /// <param name="receiver">Checks it on the way.</param>
    /// <param name="open">Makes the archive.</param>
    /// <exception cref="PackageFault">It failed; nothing is left.</exception>
    public async Task<StageOutcome.Staged> RunAsync(
        Stream source, PackageReceiver receiver, Func<Stream, Stream> open, CancellationToken cancellationToken)
    {
        StagingDirectory? staging = null;
        try
        {
            RequireSpace(Math.Max(target.UnpackedBytes, target.LengthBytes));
            staging = StagingDirectory.Create(stagingParent);
            var manifest = await PassAsync(source, receiver, open, staging.Path, cancellationToken);
            staging.Flush(manifest);
            return new StageOutcome.Staged(staging.Path, manifest);
        }
        catch (Exception e)
        {
            staging?.Delete();
            if (FileFaults.IsFileFault(e)) throw PackageFault.OfDisk(e);
            throw;
        }
    }

    private async Task<PackageManifest> PassAsync(
        Stream source, PackageReceiver receiver, Func<Stream, Stream> open, string directory,
        CancellationToken cancellationToken)
    {
        using var blocks = new BlockPool(BlockBytes);
        var pipe = new Pipe(new PipeOptions(
            blocks, pauseWriterThreshold: PipeBytesMax, resumeWriterThreshold: PipeBytesMax / 2,
            minimumSegmentSize: BlockBytes, useSynchronizationContext: false));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var receiving = Task.Run(
            () => receiver.ReceiveAsync(source, pipe.Writer, ending.Token), CancellationToken.None);
        try
        {
            await using var archive = open(pipe.Reader.AsStream());
            var manifest = await Task.Run(() => PackageUnpacker.UnpackAsync(
                archive, directory, Check, ending.Token), CancellationToken.None);
            await receiving;
            return manifest;
        }
        catch (PackageFault fault)
        {
            // Only the hash of all bytes tells whether the signer or the transport is at fault: the receiver
            // continues up to the signed length, and its fault takes precedence.
            await pipe.Reader.CompleteAsync();
            await receiving;
            // The bytes are the signed ones, so whatever cannot be read in them is the signer's fault.
            if (fault.Kind == StageFailure.Tampered) throw PackageFault.Hostile(fault.Message);
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
        if (target.UnpackedBytes > 0 && manifest.UnpackedBytes > target.UnpackedBytes)
        {
            throw PackageFault.Hostile(
                $"its files have {manifest.UnpackedBytes} bytes, and {target.UnpackedBytes} were signed for");
        }
        RequireSpace(manifest.UnpackedBytes);
    }
}
