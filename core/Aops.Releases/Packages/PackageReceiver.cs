using System.IO.Pipelines;
using System.Security.Cryptography;
using Aops.Native.Files;

namespace Aops.Releases.Packages;

/// <summary>
/// Receives a package from its source, computes length and SHA-256, and passes the bytes on through a pipe (and to
/// the cache, if there is space). The pipe is completed only after the hash was verified. If the reader stops
/// early, receiving continues, since the hash still decides who is at fault.
/// </summary>
/// <param name="lengthBytes">The signed length.</param>
/// <param name="sha256">The signed SHA-256.</param>
/// <param name="progress">Receives every chunk's progress, or null.</param>
/// <param name="cache">Stores the bytes, or null.</param>
internal sealed class PackageReceiver(
    long lengthBytes, string sha256, IProgress<PackageProgress>? progress, CachedPackageWriter? cache)
{
    private const int ReadBytes = 128 * 1024;

    // The rest of a block is used up to here: what TLS hands over at a time is no longer.
    private const int ReadBytesMin = 16 * 1024;

    /// <summary>Receives all of it; a fault is thrown here, and at the pipe's reader too.</summary>
    public async Task ReceiveAsync(
        Stream source, PipeWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            await CopyAsync(source, writer, cancellationToken);
            await writer.CompleteAsync();
        }
        catch (Exception e)
        {
            await writer.CompleteAsync(e);
            throw;
        }
    }

    private async Task CopyAsync(Stream source, PipeWriter writer, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long done = 0;
        var isWanted = true;
        byte[]? alone = null;
        while (true)
        {
            var memory = isWanted ? writer.GetMemory(ReadBytesMin) : alone ??= new byte[ReadBytes];
            var count = await ReadAsync(source, memory, cancellationToken);
            if (count == 0) break;
            done += count;
            if (done > lengthBytes)
                throw PackageFault.Tampered($"it is longer than the {lengthBytes} bytes that were signed");
            var chunk = memory[..count];
            hash.AppendData(chunk.Span);
            cache?.Write(chunk.Span);
            if (isWanted)
            {
                writer.Advance(count);
                isWanted = !(await writer.FlushAsync(cancellationToken)).IsCompleted;
            }
            progress?.Report(new PackageProgress(done, lengthBytes));
        }
        if (done < lengthBytes)
            throw PackageFault.Tampered($"it ends after {done} of {lengthBytes} bytes");
        var actual = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (actual != sha256)
            throw PackageFault.Tampered($"its SHA-256 is {actual} and {sha256} was signed");
    }

    private static async Task<int> ReadAsync(
        Stream source, Memory<byte> memory, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(memory, cancellationToken);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new PackageFault(StageFailure.Network, e.Message, e);
        }
    }
}
