using Aops.Native.Files;
using Aops.Releases.Tuf;
using Aops.Server.Problems;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Repository;

/// <summary>
/// The releases of the published repository as hosts find them: unverified ones are not listed, offered for
/// download, or named by the install script. Verified again whenever timestamp.json changes.
/// </summary>
internal sealed partial class ReleaseCatalog(
    RepositoryFolder folder, RepositoryVerifier verifier, ILogger<ReleaseCatalog> logger) : IDisposable
{
    private const long LookPauseMilliseconds = 1000;

    private readonly SemaphoreSlim _one = new(1);
    private Known? _known;
    private long _lookedAt;

    /// <summary>What is verified of the repository as it is published now.</summary>
    public async Task<VerifiedRepository> ReadAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _known) is { } known && known.Modified == Modified()) return known.Repository;
        return await VerifyAsync(cancellationToken);
    }

    /// <summary>The releases that hosts would take now; null where that cannot be told, or nothing is published.</summary>
    public async Task<IReadOnlyList<Release>?> FindReleasesAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) is { Fault: null, TargetsVersion: > 0 } repository
            ? repository.Releases
            : null;

    /// <summary>What is verified, as of a moment ago: the files are looked at once in a while, and not for each heartbeat.</summary>
    public ValueTask<VerifiedRepository> ReadRecentAsync(CancellationToken cancellationToken)
    {
        var now = Environment.TickCount64;
        if (Volatile.Read(ref _known) is { } known && now - Volatile.Read(ref _lookedAt) < LookPauseMilliseconds)
            return new(known.Repository);
        Volatile.Write(ref _lookedAt, now);
        return new(ReadAsync(cancellationToken));
    }

    /// <summary>What is verified, with why hosts would take nothing of it now.</summary>
    public async Task<ReleaseList> ReadListAsync(CancellationToken cancellationToken)
    {
        var repository = await ReadAsync(cancellationToken);
        return new ReleaseList
        {
            MetadataVersion = repository.TargetsVersion,
            Releases = repository.Releases,
            Fault = repository.FaultAt(verifier.Clock.GetUtcNow()),
            ExpiringRole = repository.ExpiringRole,
            ExpiresAt = repository.ExpiresAt,
            PublisherFaults = repository.PublisherFaults.Count > 0 ? repository.PublisherFaults : null,
        };
    }

    /// <summary>The bootstrap program of a file name, or null if none is published.</summary>
    /// <exception cref="RequestFault">The repository is not verified, or has expired.</exception>
    public async Task<Release?> FindBootstrapAsync(string fileName, CancellationToken cancellationToken)
    {
        var repository = await ReadAsync(cancellationToken);
        if (repository.FaultAt(verifier.Clock.GetUtcNow()) is { } fault)
            throw new RequestFault(RepositoryProblems.NotVerified(fault));
        return repository.Releases.FirstOrDefault(
            release => release.Kind == "bootstrap" && release.Target == $"bootstrap/{fileName}");
    }

    /// <summary>Verifies what is published now.</summary>
    public async Task<VerifiedRepository> VerifyAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var modified = Modified();
            var repository = await LoadAsync(cancellationToken);
            Volatile.Write(ref _known, new Known(modified, repository));
            return repository;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<VerifiedRepository> LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.TimestampFile)) return VerifiedRepository.Nothing;
        if (verifier.TrustFile is not { } trustFile)
            return NotVerified($"there is no {RepositoryVerifier.FirstRootName} that it could be verified from");
        var (client, outcome) = await verifier.VerifyAsync(trustFile, cancellationToken);
        if (outcome is not TufRefresh.Ok) return NotVerified(outcome.Sentence);
        try
        {
            var listing = await client.ListAsync(cancellationToken);
            var repository = VerifiedRepository.Of(client, listing);
            // This server verifies against its own store, but hosts get the file in the folder.
            foreach (var file in VerifiedFiles.Restore(client, repository, folder.Metadata)) LogRestored(file);
            foreach (var (publisher, fault) in listing.Faults) LogPublisherRefused(publisher, fault);
            return repository;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return NotVerified(e.Message);
        }
    }

    private VerifiedRepository NotVerified(string fault)
    {
        LogNotVerified(folder.Root, fault);
        return VerifiedRepository.NotVerified(fault);
    }

    private DateTime Modified() => File.GetLastWriteTimeUtc(folder.TimestampFile);

    private sealed record Known(DateTime Modified, VerifiedRepository Repository);

    [LoggerMessage(3080, LogLevel.Error,
        "the metadata of publisher {Publisher} is refused, so its releases are not listed: {Fault}")]
    private partial void LogPublisherRefused(string publisher, string fault);

    [LoggerMessage(3081, LogLevel.Error,
        "the repository {Folder} is not verified: {Fault}; no release of it is listed, and install.sh is not served, " +
        "until 'aops-release publish' brings one that is")]
    private partial void LogNotVerified(string folder, string fault);

    [LoggerMessage(3082, LogLevel.Warning, "metadata/{File} was not the file that was verified, and was put back")]
    private partial void LogRestored(string file);
}
