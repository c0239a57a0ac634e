using System.Globalization;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Releases.Tuf;

/// <summary>
/// Goes from the root that the host was installed with to the newest one (section 5.3): each root is signed by the
/// threshold of the one before it and by its own. Roots that were followed before are read from the store first.
/// </summary>
internal sealed class TufRootChain(TufStore store, TufFetch fetch, string trustFile)
{
    public async Task<TufRoot> FollowAsync(CancellationToken cancellationToken)
    {
        var root = FollowStored(ReadTrusted());
        for (var followed = 0; followed < Limits.TufRootRotationsMax; followed++)
        {
            var version = root.Version + 1;
            var file = string.Create(CultureInfo.InvariantCulture, $"{version}.root.json");
            var bytes = await fetch.TryGetAsync(
                TufRoles.Root, file, Limits.TufMetadataBytesMax, cancellationToken);
            if (bytes is null) return root;
            var next = Verify(bytes, root);
            if (RotatesFreshness(root, next))
            {
                // Fast-forward recovery (5.3.11): versions that stolen keys pushed up must not bind for ever. Deleted
                // before the root is stored, so that a crash in between cannot skip it.
                store.Delete(TufRoles.Timestamp);
                store.Delete(TufRoles.Snapshot);
            }
            store.WriteRoot(next.Version, bytes);
            root = next;
        }
        return root;
    }

    private TufRoot ReadTrusted()
    {
        try
        {
            var document = TufDocument.Parse(TufRoles.Root, File.ReadAllBytes(trustFile));
            var root = TufParser.Root(document);
            TufVerifier.RequireThreshold(document, root.AuthorityOf(TufRoles.Root));
            return root;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is TufRefusal)
        {
            throw new TufRefusal(new TufRefresh.NoTrust(trustFile, e.Message));
        }
    }

    // A stored root that does not fit (damage, or another trusted root since) only means to fetch it again.
    private TufRoot FollowStored(TufRoot root)
    {
        for (var followed = 0; followed < Limits.TufRootRotationsMax; followed++)
        {
            if (store.ReadRoot(root.Version + 1) is not { } bytes) break;
            try
            {
                root = Verify(bytes, root);
            }
            catch (TufRefusal)
            {
                break;
            }
        }
        return root;
    }

    private static TufRoot Verify(byte[] bytes, TufRoot previous)
    {
        var document = TufDocument.Parse(TufRoles.Root, bytes);
        TufVerifier.RequireThreshold(document, previous.AuthorityOf(TufRoles.Root));
        var root = TufParser.Root(document);
        TufVerifier.RequireThreshold(document, root.AuthorityOf(TufRoles.Root));
        if (root.Version <= previous.Version)
            throw new TufRefusal(new TufRefresh.Rollback(TufRoles.Root, root.Version, previous.Version));
        if (root.Version != previous.Version + 1)
            throw TufRefusal.Mismatch(TufRoles.Root, $"version {root.Version} follows {previous.Version}");
        return root;
    }

    private static bool RotatesFreshness(TufRoot from, TufRoot to) =>
        Differs(from, to, TufRoles.Timestamp) || Differs(from, to, TufRoles.Snapshot);

    private static bool Differs(TufRoot from, TufRoot to, string role) =>
        !from.Roles[role].KeyIds.Order(StringComparer.Ordinal)
            .SequenceEqual(to.Roles[role].KeyIds.Order(StringComparer.Ordinal));
}
