using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>
/// The server as a client of its own repository: metadata is always verified as by hosts, starting from the
/// trusted root. Verified metadata is stored outside of the repository, so that a file in the repository
/// cannot cause a rollback.
/// </summary>
/// <param name="folder">The repository.</param>
/// <param name="store">Folder of verified metadata.</param>
/// <param name="trust">The trusted root.</param>
/// <param name="clock">The clock for expiry.</param>
internal sealed class RepositoryVerifier(RepositoryFolder folder, string store, TrustedRoot trust, TimeProvider clock)
{
    // Each role expires once at most.
    private const int ExpiredRolesMax = 4;

    public TrustedRoot Trust { get; } = trust;

    public TimeProvider Clock { get; } = clock;

    /// <summary>File of the root from which verification starts; null if there is none.</summary>
    public string? TrustFile => Trust.IsPinned
        ? Trust.File
        : new[] { folder.StagedMetadata, folder.Metadata }
            .Select(metadata => Path.Combine(metadata, FirstRootName)).FirstOrDefault(File.Exists);

    /// <summary>File name of the first root.</summary>
    public static string FirstRootName => RepositoryFolder.NameOf(TufRoles.Root, TrustedRoot.Version);

    /// <summary>Staged metadata over published metadata, with one more file.</summary>
    public RepositoryView StagedView(string name, byte[] content, long rootVersionMax = long.MaxValue) =>
        new(folder.StagedMetadata, folder.Metadata) { Candidate = (name, content), RootVersionMax = rootVersionMax };

    /// <summary>Checks single files.</summary>
    public TufMetadataCheck Check(RepositoryView view, string trustFile) => new(view, store, trustFile, Clock);

    /// <summary>A client that stores nothing.</summary>
    public TufClient Rehearse(RepositoryView view, string trustFile) =>
        TufClient.Rehearse(view, store, trustFile, Clock);

    /// <summary>
    /// Verifies the published metadata. If only its expiry fails, it is verified for a time before that:
    /// the signed content remains known, and the expiry is reported.
    /// </summary>
    /// <param name="trustFile">The trusted root.</param>
    public async Task<(TufClient Client, TufRefresh Outcome)> VerifyAsync(
        string trustFile, CancellationToken cancellationToken)
    {
        var view = new RepositoryView(folder.Metadata);
        var client = new TufClient(view, store, trustFile, Clock);
        var outcome = await client.RefreshAsync(cancellationToken);
        for (var role = 0; role < ExpiredRolesMax && outcome is TufRefresh.Expired expired; role++)
        {
            client = new TufClient(view, store, trustFile, new Moment(expired.At.AddSeconds(-1)));
            outcome = await client.RefreshAsync(cancellationToken);
        }
        return (client, outcome);
    }

    private sealed class Moment(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }
}
