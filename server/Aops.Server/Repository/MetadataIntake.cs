using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>
/// Accepts uploaded metadata except the timestamp. A file is verified as a host would verify it, by the
/// newest uploaded roots and targets, and then staged; otherwise it is refused without a trace. An unsigned
/// file never blocks a signed one: only published files that are signed themselves are immutable.
/// </summary>
internal sealed class MetadataIntake(
    RepositoryFolder folder, RepositoryVerifier verifier, RepositoryStaging staging, ReleaseCatalog catalog,
    RepositoryAudit audit)
{
    /// <summary>Accepts a file; the caller holds the lock of the repository.</summary>
    public async Task<UploadOutcome> ReceiveAsync(
        RepositoryPath.MetadataFile path, string temporary, CancellationToken cancellationToken)
    {
        if (path.Version is not { } version)
            return Refused("its name needs its version in front: consistent snapshots are required");
        if (path.Role == TufRoles.Timestamp) return Refused("timestamp.json has no version in front of its name");
        var content = await File.ReadAllBytesAsync(temporary, cancellationToken);
        if (path.Role == TufRoles.Root && version == TrustedRoot.Version)
            return await ReceiveFirstRootAsync(path, temporary, content);
        if (verifier.TrustFile is not { } trustFile)
            return new UploadOutcome.Refused(RepositoryProblems.Incomplete($"{RepositoryVerifier.FirstRootName}, the first root"));

        if (await CheckAsync(path, version, content, trustFile, cancellationToken) is { } refusal)
            return new UploadOutcome.Refused(RepositoryProblems.Of(refusal));
        if (ReadIfThere(path.File) is { } published)
        {
            if (published.AsSpan().SequenceEqual(content)) return new UploadOutcome.Unchanged();
            if (await CheckAsync(path, version, published, trustFile, cancellationToken) is null)
                return new UploadOutcome.Refused(RepositoryProblems.Immutable);
        }
        return await StageAsync(path, version, temporary, content);
    }

    // The first root is trusted as long as there is none. It is pinned only together with the first
    // complete release, so that an early upload cannot block the place.
    private async Task<UploadOutcome> ReceiveFirstRootAsync(
        RepositoryPath.MetadataFile path, string temporary, byte[] content)
    {
        if (TufMetadataCheck.CheckFirstRoot(content, TrustedRoot.Version) is { } refusal)
            return new UploadOutcome.Refused(RepositoryProblems.Of(refusal));
        if (verifier.Trust.IsPinned)
        {
            if (!verifier.Trust.Read().AsSpan().SequenceEqual(content))
                return new UploadOutcome.Refused(RepositoryProblems.OtherRoot);
            if (ReadIfThere(path.File)?.AsSpan().SequenceEqual(content) == true) return new UploadOutcome.Unchanged();
        }
        return await StageAsync(path, TrustedRoot.Version, temporary, content);
    }

    private async Task<UploadOutcome> StageAsync(
        RepositoryPath.MetadataFile path, long version, string temporary, byte[] content)
    {
        var before = ReadIfThere(path.Staged);
        if (before is not null && before.AsSpan().SequenceEqual(content)) return new UploadOutcome.Unchanged();
        await audit.TellAsync(path, content);
        // Files that were verified by another root may not be valid under this one.
        if (before is not null && path.Role == TufRoles.Root)
        {
            staging.RemoveMetadata(name => RepositoryFolder.TryReadName(name, out var role, out var other)
                && (role != TufRoles.Root || other > version));
        }
        staging.Add(temporary, path.Staged);
        return new UploadOutcome.Stored(before is null);
    }

    private async Task<TufRefresh?> CheckAsync(
        RepositoryPath.MetadataFile path, long version, byte[] content, string trustFile,
        CancellationToken cancellationToken)
    {
        if (path.Role == TufRoles.Root)
        {
            // Later roots are ignored: each must follow its predecessor, not the reverse.
            return await verifier.Check(verifier.StagedView(path.Name, content, version), trustFile)
                .CheckRootAsync(version, cancellationToken);
        }
        var check = verifier.Check(verifier.StagedView(path.Name, content), trustFile);
        return path.Role is TufRoles.Snapshot or TufRoles.Targets
            ? await check.CheckAsync(path.Role, version, content, cancellationToken)
            : await check.CheckDelegatedAsync(
                path.Role, version, content, await ReadDelegatingAsync(cancellationToken), cancellationToken);
    }

    // Staged metadata was verified; of the published metadata, use what was verified last.
    private async Task<IReadOnlyList<(string Role, byte[] Content)>> ReadDelegatingAsync(
        CancellationToken cancellationToken)
    {
        var published = await catalog.ReadAsync(cancellationToken);
        var files = Directory.GetFiles(folder.StagedMetadata)
            .Concat(published.RolesByFile.Keys.Select(name => Path.Combine(folder.Metadata, name)));
        var delegating = new List<(string Role, byte[] Content)>();
        foreach (var file in files.Where(File.Exists))
        {
            if (RepositoryFolder.TryReadName(Path.GetFileName(file), out var role, out _)
                && role is not (TufRoles.Root or TufRoles.Snapshot or TufRoles.Timestamp))
            {
                delegating.Add((role, await File.ReadAllBytesAsync(file, cancellationToken)));
            }
        }
        return delegating;
    }

    private static byte[]? ReadIfThere(string file) => File.Exists(file) ? File.ReadAllBytes(file) : null;

    private static UploadOutcome.Refused Refused(string sentence) => new(RepositoryProblems.Bad(sentence));
}
