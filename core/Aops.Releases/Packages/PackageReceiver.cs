using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Aops.Releases.Packages;

/// <summary>
/// Takes a package from its source, checks length and SHA-256 while it passes, and hands it on through a pipe (and
/// to the cache, if there is room). The pipe's end comes only after the hash has held. A reader that leaves early does
/// not end it: the verdict on the bytes is still wanted.
/// </summary>
internal sealed class PackageReceiver(ReleaseTarget target, IProgress<PackageProgress>? progress)
{
    private const int ReadBytes = 128 * 1024;

    /// <summary>Receives all of it; a fault is thrown here, and at the pipe's reader too.</summary>
    public async Task ReceiveAsync(
        Stream source, PipeWriter writer, CachedPackageWriter? cache, CancellationToken cancellationToken)
    {
        try
        {
            await CopyAsync(source, writer, cache, cancellationToken);
            await writer.CompleteAsync();
        }
        catch (Exception e)
        {
            await writer.CompleteAsync(e);
            throw;
        }
    }

    private async Task CopyAsync(
        Stream source, PipeWriter writer, CachedPackageWriter? cache, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long done = 0;
        var isWanted = true;
        byte[]? alone = null;
        while (true)
        {
            var memory = isWanted ? writer.GetMemory(ReadBytes) : alone ??= new byte[ReadBytes];
            var count = await ReadAsync(source, memory, cancellationToken);
            if (count == 0) break;
            done += count;
            if (done > target.LengthBytes)
                throw PackageFault.Tampered($"it is longer than the {target.LengthBytes} bytes that were signed");
            var chunk = memory[..count];
            hash.AppendData(chunk.Span);
            cache?.Write(chunk.Span);
            if (isWanted)
            {
                writer.Advance(count);
                isWanted = !(await writer.FlushAsync(cancellationToken)).IsCompleted;
            }
            progress?.Report(new PackageProgress(done, target.LengthBytes));
        }
        if (done < target.LengthBytes)
            throw PackageFault.Tampered($"it ends after {done} of {target.LengthBytes} bytes");
        var actual = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (actual != target.Sha256)
            throw PackageFault.Tampered($"its SHA-256 is {actual} and {target.Sha256} was signed");
    }

    private static async Task<int> ReadAsync(
        Stream source, Memory<byte> memory, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(memory, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PackageFault(StageFailure.Network, e.Message, e);
        }
    }
}
