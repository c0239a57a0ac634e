using Aops.Contracts;
using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>A file of the repository, existing or not.</summary>
/// <param name="Path">Path below the repository, with <c>/</c>.</param>
/// <param name="File">Its place once published.</param>
/// <param name="Staged">Its place until a verified timestamp refers to it.</param>
internal abstract record RepositoryPath(string Path, string File, string Staged)
{
    /// <summary>Greatest length, in bytes.</summary>
    public abstract long BytesMax { get; }

    /// <summary>Signed metadata: <c>metadata/[VERSION.]ROLE.json</c>.</summary>
    public sealed record MetadataFile(string Path, string File, string Staged, string Role, long? Version)
        : RepositoryPath(Path, File, Staged)
    {
        public override long BytesMax => Role is TufRoles.Root or TufRoles.Snapshot or TufRoles.Timestamp
            ? Limits.TufMetadataBytesMax
            : Limits.TufTargetsBytesMax;

        public string Name => System.IO.Path.GetFileName(File);

        public bool IsTimestamp => Role == TufRoles.Timestamp && Version is null;
    }

    /// <summary>The bytes of a target: <c>targets/DIR/SHA256.NAME</c>.</summary>
    public sealed record Blob(string Path, string File, string Staged, string Sha256)
        : RepositoryPath(Path, File, Staged)
    {
        public override long BytesMax => ServerLimits.BlobBytesMax;
    }
}
