using Aops.Native.Files;
using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>
/// Accepts a timestamp: verifies the whole set that it refers to, as a host that has seen everything
/// published so far, and publishes the set, referenced files before those that refer to them. An
/// interruption is completed at the next start from the timestamp, which is staged first.
/// </summary>
/// <param name="onPublished">Called when other releases may be listed.</param>
internal sealed class RepositoryPromotion(
    RepositoryFolder folder, RepositoryVerifier verifier, ReleaseCatalog catalog, RepositoryAudit audit,
    Action onPublished)
{
    private static readonly string TimestampName = TufRoles.FileOf(TufRoles.Timestamp);
    private static readonly string TimestampPath = $"metadata/{TimestampName}";

    /// <summary>Accepts a timestamp; the caller holds the lock of the repository.</summary>
    /// <param name="timestamp">The file.</param>
    /// <param name="cancellationToken">Ends it before anything is published.</param>
    public async Task<UploadOutcome> RunAsync(byte[] timestamp, CancellationToken cancellationToken)
    {
        if (verifier.TrustFile is not { } trustFile)
        {
            return new UploadOutcome.Refused(
                RepositoryProblems.Incomplete($"{RepositoryVerifier.FirstRootName}, the first root"));
        }
        var client = verifier.Rehearse(verifier.StagedView(TimestampName, timestamp), trustFile);
        var outcome = await client.RefreshAsync(cancellationToken);
        if (outcome is not TufRefresh.Ok verified) return new UploadOutcome.Refused(RepositoryProblems.Of(outcome));
        // A client retains the first timestamp of a version that it has seen.
        if (!client.VerifiedFile(TufRoles.Timestamp)!.Value.Span.SequenceEqual(timestamp))
        {
            return new UploadOutcome.Refused(RepositoryProblems.Of(new TufRefresh.Mismatch(
                TufRoles.Timestamp, "its version is published with other content, so that a change needs a newer one")));
        }
        var repository = VerifiedRepository.Of(client, await client.ListAsync(cancellationToken));
        var isNew = !File.Exists(folder.TimestampFile);
        var isSame = !isNew && File.ReadAllBytes(folder.TimestampFile).AsSpan().SequenceEqual(timestamp);
        AtomicFile.Write(folder.StagedTimestamp, timestamp, AtomicFile.Public);
        // Between the file that the next start goes on from, and everything that readers see.
        if (!isSame || HasStaged(repository, verified.RootVersion))
            await audit.TellPublishedAsync(TimestampPath, timestamp, repository);
        if (!verifier.Trust.IsPinned) verifier.Trust.Pin(File.ReadAllBytes(trustFile));
        var moved = MoveBlobs(repository) + PlaceRoots(verified.RootVersion)
            + VerifiedFiles.Restore(client, repository, folder.Metadata).Count;
        AtomicFile.Rename(folder.StagedTimestamp, folder.TimestampFile);
        foreach (var name in repository.RolesByFile.Keys) File.Delete(Path.Combine(folder.StagedMetadata, name));
        await catalog.VerifyAsync(CancellationToken.None);
        onPublished();
        return isSame && moved == 0 ? new UploadOutcome.Unchanged() : new UploadOutcome.Stored(isNew);
    }

    private bool HasStaged(VerifiedRepository repository, long newestRoot) =>
        ListStaged(repository).Any() || ListStagedRoots(newestRoot).Any();

    private IEnumerable<RepositoryPath> ListStaged(VerifiedRepository repository)
    {
        foreach (var (path, lengthBytes) in repository.Blobs)
        {
            if (folder.TryResolve(path, out var blob) && File.Exists(blob.Staged)
                && new FileInfo(blob.Staged).Length == lengthBytes)
            {
                yield return blob;
            }
        }
    }

    private IEnumerable<string> ListStagedRoots(long newest)
    {
        for (var version = TrustedRoot.Version; version <= newest; version++)
        {
            var name = RepositoryFolder.NameOf(TufRoles.Root, version);
            if (File.Exists(Path.Combine(folder.StagedMetadata, name))) yield return name;
        }
    }

    private int MoveBlobs(VerifiedRepository repository)
    {
        var moved = 0;
        foreach (var blob in ListStaged(repository))
        {
            AtomicFile.CreateDirectory(Path.GetDirectoryName(blob.File)!);
            AtomicFile.Rename(blob.Staged, blob.File);
            moved++;
        }
        return moved;
    }

    private int PlaceRoots(long newest)
    {
        var placed = 0;
        foreach (var name in ListStagedRoots(newest))
        {
            AtomicFile.Rename(Path.Combine(folder.StagedMetadata, name), Path.Combine(folder.Metadata, name));
            placed++;
        }
        return placed;
    }
}
