using System.Security.Cryptography;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases.Runbooks;

namespace Aops.Releases.Playbooks;

/// <summary>
/// Archives of playbooks on this host, by their hash, so that each is fetched once. What was not used for longest goes first.
/// </summary>
public sealed class PlaybookCache(AopsLayout layout, TimeProvider clock)
{
    /// <summary>Most archives.</summary>
    public const int ArchivesMax = 16;

    /// <summary>Most bytes of all archives.</summary>
    public const long BytesMax = 128L * 1024 * 1024;

    // A run that was verified starts within this time, and finds its archive.
    private static readonly TimeSpan InUse = TimeSpan.FromMinutes(10);

    private const string Suffix = ".tar.zst";
    private const string Partial = ".partial";

    /// <summary>Where an archive is, if it is here.</summary>
    public string PathOf(PlaybookArchive archive) => Path.Combine(layout.Playbooks, archive.Sha256 + Suffix);

    /// <summary>An archive that is here; one that was damaged is deleted.</summary>
    /// <returns>Its path; null if it is to be fetched.</returns>
    /// <exception cref="IOException">It cannot be read or deleted.</exception>
    public string? TryFind(PlaybookArchive archive)
    {
        var path = PathOf(archive);
        if (!File.Exists(path)) return null;
        using (var file = File.OpenRead(path))
        {
            if (file.Length == archive.LengthBytes && Convert.ToHexStringLower(SHA256.HashData(file)) == archive.Sha256)
            {
                File.SetLastWriteTimeUtc(path, clock.GetUtcNow().UtcDateTime);
                return path;
            }
        }
        AtomicFile.Delete(path);
        return null;
    }

    /// <summary>Takes an archive in, if it is what is signed, and makes room for it.</summary>
    /// <returns>Its path; null if the bytes are others.</returns>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public async Task<string?> TakeAsync(PlaybookArchive archive, Stream content, CancellationToken cancellationToken)
    {
        AtomicFile.CreateDirectory(layout.Playbooks, AtomicFile.PrivateDirectory);
        var path = PathOf(archive);
        var partial = path + Partial;
        using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            long length = 0;
            await using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                var buffer = new byte[64 * 1024];
                while (length <= archive.LengthBytes)
                {
                    var count = await content.ReadAsync(buffer, cancellationToken);
                    if (count == 0) break;
                    length += count;
                    hash.AppendData(buffer, 0, count);
                    file.Write(buffer, 0, count);
                }
                file.Flush(flushToDisk: true);
            }
            if (length != archive.LengthBytes || Convert.ToHexStringLower(hash.GetHashAndReset()) != archive.Sha256)
            {
                AtomicFile.Delete(partial);
                return null;
            }
        }
        File.SetLastWriteTimeUtc(partial, clock.GetUtcNow().UtcDateTime);
        AtomicFile.Rename(partial, path);
        Trim();
        return path;
    }

    private void Trim()
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var files = new DirectoryInfo(layout.Playbooks).EnumerateFiles()
            .OrderByDescending(file => file.LastWriteTimeUtc).ToList();
        var (count, bytes) = (0, 0L);
        foreach (var file in files)
        {
            count++;
            bytes += file.Length;
            var isOver = count > ArchivesMax || bytes > BytesMax
                || !file.Name.EndsWith(Suffix, StringComparison.Ordinal);
            if (isOver && now - file.LastWriteTimeUtc > InUse) file.Delete();
        }
    }
}
