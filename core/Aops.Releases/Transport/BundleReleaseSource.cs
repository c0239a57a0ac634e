using System.Formats.Tar;
using Aops.Native.Files;

namespace Aops.Releases.Transport;

/// <summary>
/// A repository in one file, for hosts without a network: an uncompressed tar with <c>metadata/…</c> and
/// <c>targets/…</c>. It is trusted no more than a server: its content is verified in the same way.
/// </summary>
public sealed class BundleReleaseSource(string file) : IReleaseSource
{
    /// <inheritdoc/>
    public async Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken)
    {
        FileStream? archive = null;
        var name = Uri.UnescapeDataString(path);
        try
        {
            archive = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            var reader = new TarReader(archive, leaveOpen: true);
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (entry.Name != name || entry.EntryType != TarEntryType.RegularFile) continue;
                // The archive is read backwards and forwards by the entry's own stream, which must not outlive it.
                var content = new BundleEntryStream(archive, reader, entry.DataStream ?? Stream.Null, offset);
                archive = null;
                return new ReleaseContent(content, Math.Max(0, entry.Length - offset));
            }
            return null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is InvalidDataException or FormatException)
        {
            throw new ReleaseSourceException($"the bundle {file} cannot be read: {e.Message}", e);
        }
        finally
        {
            if (archive is not null) await archive.DisposeAsync();
        }
    }
}
