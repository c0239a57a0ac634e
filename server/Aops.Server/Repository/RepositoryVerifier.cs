using Aops.Releases.Tuf;

namespace Aops.Server.Repository;

/// <summary>
/// The server as a client of its own repository: every look at metadata goes through the verification of hosts, from
/// the trusted root on. What it has verified is kept outside of the repository, so that nothing that is put there can
/// go back behind it.
/// </summary>
/// <param name="folder">The repository.</param>
/// <param name="store">Where verified metadata is kept.</param>
/// <param name="trust">The trusted root.</param>
/// <param name="clock">The clock that expiry is judged by.</param>
internal sealed class RepositoryVerifier(RepositoryFolder folder, string store, TrustedRoot trust, TimeProvider clock)
{
    // Each role expires once at most.
    private const int ExpiredRolesMax = 4;

    public TrustedRoot Trust { get; } = trust;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Where the root lies that a look begins with; null while there is none.</summary>
    public string? TrustFile => Trust.IsPinned
        ? Trust.File
        : new[] { folder.StagedMetadata, folder.Metadata }
            .Select(metadata => Path.Combine(metadata, FirstRootName)).FirstOrDefault(File.Exists);

    /// <summary>File name of the first root.</summary>
    public static string FirstRootName => RepositoryFolder.NameOf(TufRoles.Root, TrustedRoot.Version);

    /// <summary>What is staged, laid over what is published, with one more file.</summary>
    public RepositoryView StagedView(string name, byte[] content, long rootVersionMax = long.MaxValue) =>
        new(folder.StagedMetadata, folder.Metadata) { Candidate = (name, content), RootVersionMax = rootVersionMax };

    /// <summary>Checks single files.</summary>
    public TufMetadataCheck Check(RepositoryView view, string trustFile) => new(view, store, trustFile, Clock);

    /// <summary>A client that keeps nothing.</summary>
    public TufClient Rehearse(RepositoryView view, string trustFile) =>
        TufClient.Rehearse(view, store, trustFile, Clock);

    /// <summary>
    /// Verifies what is published. Where nothing but time is against it, it is verified for the time before it expired:
    /// what was signed stays known, and that it has expired is told.
    /// </summary>
    /// <param name="trustFile">The trusted root.</param>
    /// <param name="cancellationToken">Ends it.</param>
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
