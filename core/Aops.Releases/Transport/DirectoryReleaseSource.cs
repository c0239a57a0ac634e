using Aops.Native.Files;

namespace Aops.Releases.Transport;

/// <summary>A repository in a folder: <c>metadata/</c> and <c>targets/</c>.</summary>
public sealed class DirectoryReleaseSource(string directory) : IReleaseSource
{
    /// <inheritdoc/>
    public Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(Path.Combine(directory, Uri.UnescapeDataString(path)));
        var top = Path.GetFullPath(directory).TrimEnd('/') + "/";
        if (!file.StartsWith(top, StringComparison.Ordinal) || !File.Exists(file))
            return Task.FromResult<ReleaseContent?>(null);
        try
        {
            var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            stream.Position = Math.Min(offset, stream.Length);
            return Task.FromResult<ReleaseContent?>(new ReleaseContent(stream, stream.Length - stream.Position));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new ReleaseSourceException($"{file} cannot be read: {e.Message}", e);
        }
    }
}
