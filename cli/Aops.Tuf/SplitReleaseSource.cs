using Aops.Releases.Transport;

namespace Aops.Tuf;

/// <summary>A repository with separate addresses for metadata and targets.</summary>
internal sealed class SplitReleaseSource(HttpReleaseSource metadata, HttpReleaseSource targets) : IReleaseSource
{
    private const string MetadataFolder = "metadata/";
    private const string TargetsFolder = "targets/";

    public Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken) =>
        path.StartsWith(MetadataFolder, StringComparison.Ordinal)
            ? metadata.GetAsync(path[MetadataFolder.Length..], offset, cancellationToken)
            : targets.GetAsync(path[TargetsFolder.Length..], offset, cancellationToken);
}
