using System.Buffers;
using System.Security.Cryptography;
using Aops.Native.Files;
using Aops.Server.Problems;

namespace Aops.Server.Repository;

/// <summary>
/// Receives a file: streamed to a temporary name and hashed, flushed, verified, and renamed. Readers see
/// the old or the new file, complete, and no unsigned file.
/// </summary>
internal sealed class RepositoryUpload(
    RepositoryFolder folder, RepositoryStaging staging, MetadataIntake intake, RepositoryPromotion promotion,
    ReleaseCatalog catalog, RepositoryAudit audit) : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    // One check and rename at a time, since they depend on other files of the repository.
    private readonly SemaphoreSlim _commit = new(1);
    private readonly SemaphoreSlim _slots = new(ServerLimits.UploadsMax);

    /// <summary>Takes in a file.</summary>
    public async Task<UploadOutcome> ReceiveAsync(
        RepositoryPath path, Stream body, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        var temporary = Path.Combine(folder.Uploads, Guid.NewGuid().ToString("N"));
        try
        {
            var received = await WriteAsync(temporary, body, path.BytesMax, cancellationToken);
            if (received is null) return new UploadOutcome.Refused(ProblemKinds.TooLarge(path.BytesMax));
            await _commit.WaitAsync(cancellationToken);
            try
            {
                return await CommitAsync(path, temporary, received, cancellationToken);
            }
            finally
            {
                _commit.Release();
            }
        }
        finally
        {
            File.Delete(temporary);
            _slots.Release();
        }
    }

    /// <summary>Frees disk space, if needed, by deleting uploads without a timestamp.</summary>
    /// <param name="isNeeded">Whether more space is needed.</param>
    public async Task MakeRoomAsync(Func<bool> isNeeded, CancellationToken cancellationToken)
    {
        if (!isNeeded()) return;
        await _commit.WaitAsync(cancellationToken);
        try
        {
            staging.RemoveWhile(isNeeded);
        }
        finally
        {
            _commit.Release();
        }
    }

    public void Dispose()
    {
        _commit.Dispose();
        _slots.Dispose();
    }

    private async Task<UploadOutcome> CommitAsync(
        RepositoryPath path, string temporary, string sha256, CancellationToken cancellationToken) => path switch
        {
            RepositoryPath.Blob blob => await CommitAsync(blob, temporary, sha256, cancellationToken),
            RepositoryPath.MetadataFile { IsTimestamp: true } => await promotion.RunAsync(
                await File.ReadAllBytesAsync(temporary, cancellationToken), cancellationToken),
            RepositoryPath.MetadataFile metadata => await intake.ReceiveAsync(metadata, temporary, cancellationToken),
            _ => throw new InvalidOperationException($"{path.Path} is of no kind that is known"),
        };

    private async Task<UploadOutcome> CommitAsync(
        RepositoryPath.Blob blob, string temporary, string sha256, CancellationToken cancellationToken)
    {
        if (blob.Sha256 != sha256)
        {
            return new UploadOutcome.Refused(File.Exists(blob.File)
                ? RepositoryProblems.Immutable
                : ProblemKinds.Make(400, "hash-mismatch", "The bytes are not those that the name promises",
                    $"The body's SHA-256 is {sha256}, the name says {blob.Sha256}; nothing was stored."));
        }
        if (Holds(blob.File, sha256) || Holds(blob.Staged, sha256)) return new UploadOutcome.Unchanged();
        // Blobs in verified metadata are published at once; all others wait for metadata that names them.
        var signed = (await catalog.ReadAsync(cancellationToken)).Blobs;
        var bytes = new FileInfo(temporary).Length;
        await audit.TellAsync(blob, sha256, bytes);
        if (!signed.TryGetValue(blob.Path, out var length) || length != bytes)
        {
            staging.Add(temporary, blob.Staged);
            return new UploadOutcome.Stored(IsNew: true);
        }
        AtomicFile.CreateDirectory(Path.GetDirectoryName(blob.File)!);
        AtomicFile.Rename(temporary, blob.File);
        return new UploadOutcome.Stored(IsNew: true);
    }

    // Returns the hash, or null if the body exceeds the limit.
    private static async Task<string?> WriteAsync(
        string temporary, Stream body, long bytesMax, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
                UnixCreateMode = AtomicFile.Public,
                BufferSize = 0,
            });
            long total = 0;
            while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                if ((total += count) > bytesMax) return null;
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
            file.Flush(flushToDisk: true);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool Holds(string path, string sha256)
    {
        if (!File.Exists(path)) return false;
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file)) == sha256;
    }
}
