using System.Security.Cryptography;
using Aops.Server.Audit;
using Aops.Server.Storage;

namespace Aops.Server.Repository;

/// <summary>Tells the audit of files of the repository, each before it is put in place.</summary>
internal sealed class RepositoryAudit(AuditWriter audit)
{
    /// <summary>A blob was received.</summary>
    public Task TellAsync(RepositoryPath path, string sha256, long bytes) => audit.AppendAsync(
        new(AuditKinds.RepositoryUpload, $"repository:{path.Path}")
        {
            After = new AuditFields().Set("sha256", sha256).Set("bytes", bytes),
        });

    /// <summary>A file of metadata was received.</summary>
    public Task TellAsync(RepositoryPath path, ReadOnlyMemory<byte> content) =>
        TellAsync(path, Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);

    /// <summary>A timestamp publishes a set.</summary>
    public Task TellPublishedAsync(string path, ReadOnlyMemory<byte> timestamp, VerifiedRepository repository) =>
        audit.AppendAsync(new(AuditKinds.RepositoryUpload, $"repository:{path}")
        {
            After = new AuditFields().Set("sha256", Convert.ToHexStringLower(SHA256.HashData(timestamp.Span)))
                .Set("bytes", timestamp.Length).Set("targetsVersion", repository.TargetsVersion)
                .Set("releases", repository.Releases.Count),
        });
}
