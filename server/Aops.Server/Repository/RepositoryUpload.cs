using System.Buffers;
using System.Security.Cryptography;
using Aops.Native.Files;
using Aops.Server.Problems;

namespace Aops.Server.Repository;

/// <summary>
/// Takes in one file: streamed to a temporary name and hashed on the way, flushed, checked against what is there,
/// and renamed. A reader sees the old file or the new one, whole.
/// </summary>
internal sealed class RepositoryUpload(RepositoryFolder folder) : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    // Checks and renames one after the other: they look at other files of the repository.
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
                return Commit(path, temporary, received);
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

    public void Dispose()
    {
        _commit.Dispose();
        _slots.Dispose();
    }

    private UploadOutcome Commit(RepositoryPath path, string temporary, string sha256)
    {
        var isNew = !File.Exists(path.File);
        if (path is RepositoryPath.Blob blob && blob.Sha256 != sha256)
        {
            return new UploadOutcome.Refused(isNew
                ? ProblemKinds.Make(400, "hash-mismatch", "The bytes are not those that the name promises",
                    $"The body's SHA-256 is {sha256}, the name says {blob.Sha256}; nothing was stored.")
                : Immutable());
        }
        if (!isNew && Hash(path.File) == sha256) return new UploadOutcome.Unchanged();
        if (!isNew && path.IsImmutable) return new UploadOutcome.Refused(Immutable());
        if (path is RepositoryPath.MetadataFile metadata
            && MetadataRules.Check(folder, metadata, File.ReadAllBytes(temporary)) is { } problem)
        {
            return new UploadOutcome.Refused(problem);
        }
        Durable.CreateDirectory(Path.GetDirectoryName(path.File)!);
        Durable.Rename(temporary, path.File);
        return new UploadOutcome.Stored(isNew);
    }

    // Returns the hash, or null when there is more than the bound.
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
                UnixCreateMode = Durable.Public,
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

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static Contracts.Wire.Problem Immutable() => ProblemKinds.Conflict("immutable",
        "This file is there with other bytes, and one with a version or a hash in its name never changes.");
}
