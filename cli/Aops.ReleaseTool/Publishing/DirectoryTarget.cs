using Aops.Native.Files;

namespace Aops.ReleaseTool.Publishing;

/// <summary>Publishes into a folder, for instance one that a web server serves.</summary>
internal sealed class DirectoryTarget(string directory) : IPublishTarget
{
    public Task<bool> PutAsync(PublishedFile file, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, file.Path);
        if (file.IsImmutable && File.Exists(path) && new FileInfo(path).Length == file.LengthBytes)
            return Task.FromResult(false);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Copy(file.File, path, AtomicFile.Public);
        progress.Report(file.LengthBytes);
        return Task.FromResult(true);
    }
}
