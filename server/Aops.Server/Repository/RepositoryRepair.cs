using Aops.Native.Files;
using Aops.Releases.Tuf;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Repository;

/// <summary>
/// Repairs an existing repository at the start, from an older server or changed from outside: unsigned
/// metadata that would stop hosts is moved away, and an interrupted publish is completed.
/// </summary>
internal sealed partial class RepositoryRepair(
    RepositoryFolder folder, RepositoryVerifier verifier, RepositoryStaging staging, ReleaseCatalog catalog,
    RepositoryPromotion promotion, ILogger<RepositoryRepair> logger)
{
    /// <summary>Repairs; a disk error is logged, and the server starts nevertheless.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RepairAsync(cancellationToken);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            LogFailed(folder.Root, e.Message);
        }
    }

    private async Task RepairAsync(CancellationToken cancellationToken)
    {
        staging.RemoveOld();
        PinFirstRoot();
        await RepairRootsAsync(cancellationToken);
        if (File.Exists(folder.StagedTimestamp))
        {
            var timestamp = await File.ReadAllBytesAsync(folder.StagedTimestamp, cancellationToken);
            if (await promotion.RunAsync(timestamp, cancellationToken) is UploadOutcome.Refused)
                File.Delete(folder.StagedTimestamp);
        }
        await PutAsideUnsignedAsync(cancellationToken);
        await catalog.VerifyAsync(cancellationToken);
    }

    // An older server accepted the first root and never changed it: its hosts were installed with it.
    private void PinFirstRoot()
    {
        var file = Path.Combine(folder.Metadata, RepositoryVerifier.FirstRootName);
        if (verifier.Trust.IsPinned)
        {
            var trusted = verifier.Trust.Read();
            if (File.Exists(file) && !File.ReadAllBytes(file).AsSpan().SequenceEqual(trusted)) PutAside(file);
            if (!File.Exists(file) && folder.PublishedMetadata().Any())
            AtomicFile.Write(file, trusted, AtomicFile.Public);
            return;
        }
        if (!File.Exists(file)) return;
        var root = File.ReadAllBytes(file);
        if (TufMetadataCheck.CheckFirstRoot(root, TrustedRoot.Version) is null) verifier.Trust.Pin(root);
        else PutAside(file);
    }

    // A root that does not follow its predecessor would stop every host.
    private async Task RepairRootsAsync(CancellationToken cancellationToken)
    {
        var isBroken = !verifier.Trust.IsPinned;
        foreach (var (file, _, version) in folder.PublishedMetadata()
            .Where(metadata => metadata.Role == TufRoles.Root && metadata.Version > TrustedRoot.Version)
            .OrderBy(metadata => metadata.Version).ToList())
        {
            isBroken = isBroken || await verifier.Check(
                new RepositoryView(folder.Metadata) { RootVersionMax = version }, verifier.Trust.File)
                .CheckRootAsync(version, cancellationToken) is not null;
            if (isBroken) PutAside(file);
        }
    }

    // Other metadata that is newer than the verified one would block the next signed version.
    private async Task PutAsideUnsignedAsync(CancellationToken cancellationToken)
    {
        if (verifier.TrustFile is not { } trustFile) return;
        var check = verifier.Check(new RepositoryView(folder.Metadata), trustFile);
        if (File.Exists(folder.TimestampFile) && await check.CheckSignedAsync(
            TufRoles.Timestamp, await File.ReadAllBytesAsync(folder.TimestampFile, cancellationToken),
            cancellationToken) is not null)
        {
            PutAside(folder.TimestampFile);
        }
        var verified = await catalog.VerifyAsync(cancellationToken);
        foreach (var (file, role, version) in folder.PublishedMetadata().ToList())
        {
            var known = verified.RolesByFile.FirstOrDefault(file => file.Value == role).Key;
            var isNewer = known is null || !RepositoryFolder.TryReadName(known, out _, out var at) || at < version;
            if (role is TufRoles.Snapshot or TufRoles.Targets && isNewer && await check.CheckSignedAsync(
                role, await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken) is not null)
            {
                PutAside(file);
            }
        }
    }

    private void PutAside(string file)
    {
        AtomicFile.CreateDirectory(folder.Unverified, AtomicFile.PrivateDirectory);
        AtomicFile.Rename(file, Path.Combine(folder.Unverified, Path.GetFileName(file)));
        LogPutAside(file, folder.Unverified);
    }

    [LoggerMessage(3090, LogLevel.Error,
        "the repository {Folder} cannot be brought in order: {Fault}; it is served as it lies, and hosts verify it")]
    private partial void LogFailed(string folder, string fault);

    [LoggerMessage(3091, LogLevel.Error,
        "{File} is not signed by those who sign for this repository; it is not served any more, and lies in {Folder}")]
    private partial void LogPutAside(string file, string folder);
}
