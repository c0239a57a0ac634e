using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;
using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>A runbook that the operator has signed: a target of the top-level role, which no publisher can list.</summary>
/// <param name="Reference">Its name and version.</param>
/// <param name="Path">Where its content lies below the repository.</param>
/// <param name="Sha256">SHA-256 of the content.</param>
internal sealed record SignedRunbook(RunbookReference Reference, string Path, Sha256Digest Sha256)
{
    /// <summary>Reads a target; null if it is no runbook.</summary>
    public static SignedRunbook? TryCreate(TufListedTarget target) =>
        target.Role == TufRoles.Targets && Runbook.ReferenceOf(target.Name) is { } reference
        && target.File.Hashes.TryGetValue("sha256", out var hash) && Sha256Digest.TryParse(hash, out var digest)
            ? new SignedRunbook(reference, SignedBlobs.PathOf(target.Name, digest), digest)
            : null;
}
