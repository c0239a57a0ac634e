using Aops.Contracts;

namespace Aops.Server.Repository;

/// <summary>A file of the repository, there or not.</summary>
/// <param name="File">Absolute path on the disk.</param>
internal abstract record RepositoryPath(string File)
{
    /// <summary>Greatest length, in bytes.</summary>
    public abstract long BytesMax { get; }

    /// <summary>Whether it may never change once it is there.</summary>
    public abstract bool IsImmutable { get; }

    /// <summary>Signed metadata: <c>metadata/[VERSION.]ROLE.json</c>.</summary>
    public sealed record MetadataFile(string File, string Role, long? Version) : RepositoryPath(File)
    {
        public override long BytesMax => Role is "root" or "snapshot" or "timestamp"
            ? Limits.TufMetadataBytesMax
            : Limits.TufTargetsBytesMax;

        public override bool IsImmutable => Version is not null;

        public bool IsTimestamp => Role == "timestamp" && Version is null;
    }

    /// <summary>The bytes of a target: <c>targets/DIR/SHA256.NAME</c>.</summary>
    public sealed record Blob(string File, string Sha256) : RepositoryPath(File)
    {
        public override long BytesMax => ServerLimits.BlobBytesMax;

        public override bool IsImmutable => true;
    }
}
