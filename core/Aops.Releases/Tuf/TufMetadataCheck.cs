using Aops.Releases.Transport;

namespace Aops.Releases.Tuf;

/// <summary>
/// Checks one metadata file before a repository takes it in: that those signed it who sign for its role, that it is of
/// its version, and that it is fresh. Whether files belong together is said by <see cref="TufClient"/> once all of them
/// are there.
/// </summary>
/// <param name="source">The repository, with what is to be taken in.</param>
/// <param name="storeDirectory">What a client has verified before; only read.</param>
/// <param name="trustFile">The root that is trusted.</param>
/// <param name="clock">The clock that expiry is judged by.</param>
public sealed class TufMetadataCheck(
    IReleaseSource source, string storeDirectory, string trustFile, TimeProvider clock)
{
    /// <summary>Checks that the chain of roots goes from the trusted one to a version, which the source has.</summary>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Null, or why not.</returns>
    public Task<TufRefresh?> CheckRootAsync(long version, CancellationToken cancellationToken) =>
        RunAsync(root =>
        {
            if (root.Version < version)
                throw TufRefusal.Mismatch(TufRoles.Root, $"root {root.Version + 1}, which comes before it, is not there");
            if (!root.ConsistentSnapshot)
                throw TufRefusal.Malformed(TufRoles.Root, "consistent_snapshot is not true");
        }, cancellationToken);

    /// <summary>Checks a file of a top-level role but root, by the newest root.</summary>
    /// <param name="version">The version that it must have.</param>
    /// <param name="content">The file.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Null, or why it is refused.</returns>
    public Task<TufRefresh?> CheckAsync(
        string role, long version, byte[] content, CancellationToken cancellationToken) => RunAsync(
            root => Require(role, version, content, root.AuthorityOf(role)), cancellationToken);

    /// <summary>Checks that a file of a top-level role but root is signed by the newest root's keys, of whatever age.</summary>
    /// <param name="content">The file.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Null, or why it is refused.</returns>
    public Task<TufRefresh?> CheckSignedAsync(string role, byte[] content, CancellationToken cancellationToken) =>
        RunAsync(root => Verify(role, content, root.AuthorityOf(role)), cancellationToken);

    /// <summary>Checks a file of a role that targets metadata delegates to.</summary>
    /// <param name="version">The version that it must have.</param>
    /// <param name="content">The file.</param>
    /// <param name="delegating">Targets metadata by role, verified before: any of it may delegate to the role.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Null, or why it is refused.</returns>
    public Task<TufRefresh?> CheckDelegatedAsync(
        string role, long version, byte[] content, IEnumerable<(string Role, byte[] Content)> delegating,
        CancellationToken cancellationToken) => RunAsync(_ =>
        {
            var refusal = TufRefusal.Mismatch(role, "no targets metadata delegates to it");
            foreach (var parent in delegating)
            {
                var delegations = TufParser.Targets(TufDocument.Parse(parent.Role, parent.Content)).Delegations;
                foreach (var delegated in delegations.Roles.Where(delegated => delegated.Name == role))
                {
                    try
                    {
                        Require(role, version, content, new TufAuthority(delegated.Signers, delegations.Keys));
                        return;
                    }
                    catch (TufRefusal refused)
                    {
                        refusal = refused;
                    }
                }
            }
            throw refusal;
        }, cancellationToken);

    /// <summary>Whether a file is a root that its own keys signed: what a first use may be given.</summary>
    /// <param name="content">The file.</param>
    /// <param name="version">The version that it must have.</param>
    /// <returns>Null, or why not.</returns>
    public static TufRefresh? CheckFirstRoot(byte[] content, long version)
    {
        try
        {
            var document = TufDocument.Parse(TufRoles.Root, content);
            var root = TufParser.Root(document);
            TufVerifier.RequireThreshold(document, root.AuthorityOf(TufRoles.Root));
            if (root.Version != version)
                throw TufRefusal.Mismatch(TufRoles.Root, $"version {root.Version} in place of {version}");
            return root.ConsistentSnapshot
                ? null
                : new TufRefresh.Malformed(TufRoles.Root, "consistent_snapshot is not true");
        }
        catch (TufRefusal refusal)
        {
            return refusal.Outcome;
        }
    }

    private async Task<TufRefresh?> RunAsync(Action<TufRoot> check, CancellationToken cancellationToken)
    {
        try
        {
            var store = new TufStore(storeDirectory, isRehearsal: true);
            check(await new TufRootChain(store, new TufFetch(source), trustFile).FollowAsync(cancellationToken));
            return null;
        }
        catch (TufRefusal refusal)
        {
            return refusal.Outcome;
        }
        catch (ReleaseSourceException e)
        {
            return new TufRefresh.Unreachable(e.Message);
        }
    }

    private void Require(string role, long version, byte[] content, TufAuthority authority)
    {
        var metadata = Verify(role, content, authority);
        if (metadata.Version != version)
            throw TufRefusal.Mismatch(role, $"version {metadata.Version} in place of {version}");
        TufVerifier.RequireFresh(role, metadata, clock.GetUtcNow());
    }

    private static TufMetadata Verify(string role, byte[] content, TufAuthority authority) => role switch
    {
        TufRoles.Timestamp => TufLoader.Verify(role, content, authority, TufParser.Timestamp),
        TufRoles.Snapshot => TufLoader.Verify(role, content, authority, TufParser.Snapshot),
        _ => TufLoader.Verify(role, content, authority, TufParser.Targets),
    };
}
