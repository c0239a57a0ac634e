using System.Globalization;
using Aops.Contracts;
using Aops.Releases.Transport;

namespace Aops.Releases.Tuf;

/// <summary>
/// The client of a TUF repository: the detailed workflow of TUF 1.0.31, section 5, without delegations.
/// Parties: the operator, who signs; a server or mirror, which is not trusted; this host, which trusts one root file.
/// Trust: root names the keys; timestamp names the snapshot, snapshot the targets metadata, targets the packages, each
/// by version and mostly by length and hash. Limits: <see cref="Limits.TufMetadataBytesMax"/> a file,
/// <see cref="Limits.TufTargetsBytesMax"/> for targets, <see cref="Limits.TufRootRotationsMax"/> roots a refresh.
/// </summary>
internal sealed class TufClient(
    IReleaseSource source, string storeDirectory, string trustFile, TimeProvider time)
{
    private readonly TufStore _store = new(storeDirectory);
    private readonly TufFetch _fetch = new(source);

    /// <summary>Files of the last refresh that was good; kept while the repository is merely unreachable.</summary>
    public IReadOnlyDictionary<string, TufTargetFile> Targets { get; private set; } =
        new Dictionary<string, TufTargetFile>();

    /// <summary>Whether targets have the hash before their name.</summary>
    public bool ConsistentSnapshot { get; private set; }

    /// <summary>Looks at the repository. Files that were verified before the fault stay stored.</summary>
    public async Task<TufRefresh> RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(cancellationToken);
        }
        catch (TufRefusal refusal)
        {
            if (refusal.Outcome is not TufRefresh.Unreachable) Forget();
            return refusal.Outcome;
        }
        catch (ReleaseSourceException e)
        {
            return new TufRefresh.Unreachable(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Forget();
            return new TufRefresh.StoreFailed(e.Message);
        }
    }

    private async Task<TufRefresh> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var root = await new TufRootChain(_store, _fetch, trustFile).FollowAsync(cancellationToken);
        TufVerifier.RequireFresh(TufRoles.Root, root, now);
        var timestamp = await TimestampAsync(root, now, cancellationToken);
        var snapshot = await SnapshotAsync(root, timestamp.Snapshot, now, cancellationToken);
        var targets = await TargetsAsync(root, snapshot.Meta["targets.json"], now, cancellationToken);
        Targets = targets.Targets;
        ConsistentSnapshot = root.ConsistentSnapshot;
        return new TufRefresh.Ok(root.Version, targets.Version);
    }

    // Section 5.4.
    private async Task<TufTimestamp> TimestampAsync(
        TufRoot root, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var trusted = Stored(TufRoles.Timestamp, root, TufParser.Timestamp);
        var bytes = await _fetch.GetAsync(
            TufRoles.Timestamp, "timestamp.json", Limits.TufMetadataBytesMax, null, cancellationToken);
        var offered = Verified(TufRoles.Timestamp, bytes, root, TufParser.Timestamp);
        if (trusted is not null)
        {
            RequireNotOlder(TufRoles.Timestamp, offered.Version, trusted.Version);
            RequireNotOlder(TufRoles.Snapshot, offered.Snapshot.Version, trusted.Snapshot.Version);
            // The same version again says nothing new: what was trusted first stays (5.4.3.1).
            if (offered.Version == trusted.Version)
            {
                TufVerifier.RequireFresh(TufRoles.Timestamp, trusted, now);
                return trusted;
            }
        }
        TufVerifier.RequireFresh(TufRoles.Timestamp, offered, now);
        _store.Write(TufRoles.Timestamp, bytes);
        return offered;
    }

    // Section 5.5.
    private async Task<TufSnapshot> SnapshotAsync(
        TufRoot root, TufMetaFile expected, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var trusted = Stored(TufRoles.Snapshot, root, TufParser.Snapshot);
        var (snapshot, bytes, isStored) = await ChildAsync(TufRoles.Snapshot, root, expected,
            Limits.TufMetadataBytesMax, TufParser.Snapshot, cancellationToken);
        foreach (var (name, file) in trusted?.Meta ?? new Dictionary<string, TufMetaFile>())
        {
            if (!snapshot.Meta.TryGetValue(name, out var offered))
                throw TufRefusal.Mismatch(TufRoles.Snapshot, $"it no longer names {name}");
            RequireNotOlder(Path.GetFileNameWithoutExtension(name), offered.Version, file.Version);
        }
        TufVerifier.RequireFresh(TufRoles.Snapshot, snapshot, now);
        if (!isStored) _store.Write(TufRoles.Snapshot, bytes);
        return snapshot;
    }

    // Section 5.6.
    private async Task<TufTargets> TargetsAsync(
        TufRoot root, TufMetaFile expected, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (targets, bytes, isStored) = await ChildAsync(TufRoles.Targets, root, expected,
            Limits.TufTargetsBytesMax, TufParser.Targets, cancellationToken);
        TufVerifier.RequireFresh(TufRoles.Targets, targets, now);
        if (!isStored) _store.Write(TufRoles.Targets, bytes);
        return targets;
    }

    // Takes the stored file if it is the expected one, and fetches it otherwise.
    private async Task<(T Metadata, byte[] Bytes, bool IsStored)> ChildAsync<T>(
        string role, TufRoot root, TufMetaFile expected, long bytesMax, Func<TufDocument, T> parse,
        CancellationToken cancellationToken)
        where T : TufMetadata
    {
        if (_store.Read(role) is { } stored && TryChild(role, stored, root, expected, parse) is { } known)
            return (known, stored, true);
        var file = root.ConsistentSnapshot
            ? string.Create(CultureInfo.InvariantCulture, $"{expected.Version}.{role}.json")
            : $"{role}.json";
        var bytes = await _fetch.GetAsync(role, file, bytesMax, expected.LengthBytes, cancellationToken);
        return (Child(role, bytes, root, expected, parse), bytes, false);
    }

    private static T Child<T>(
        string role, byte[] bytes, TufRoot root, TufMetaFile expected, Func<TufDocument, T> parse)
        where T : TufMetadata
    {
        TufVerifier.RequireContent(role, bytes, expected);
        var metadata = Verified(role, bytes, root, parse);
        return metadata.Version == expected.Version
            ? metadata
            : throw TufRefusal.Mismatch(role, $"version {metadata.Version} in place of {expected.Version}");
    }

    private static T? TryChild<T>(
        string role, byte[] bytes, TufRoot root, TufMetaFile expected, Func<TufDocument, T> parse)
        where T : TufMetadata
    {
        try
        {
            return Child(role, bytes, root, expected, parse);
        }
        catch (TufRefusal)
        {
            return null;
        }
    }

    private static T Verified<T>(string role, byte[] bytes, TufRoot root, Func<TufDocument, T> parse)
    {
        var document = TufDocument.Parse(role, bytes);
        TufVerifier.RequireThreshold(document, root);
        return parse(document);
    }

    // What the current keys did not sign, or what is damaged, is as if it were not there.
    private T? Stored<T>(string role, TufRoot root, Func<TufDocument, T> parse)
        where T : class
    {
        if (_store.Read(role) is not { } bytes) return null;
        try
        {
            return Verified(role, bytes, root, parse);
        }
        catch (TufRefusal)
        {
            return null;
        }
    }

    private static void RequireNotOlder(string role, long offered, long trusted)
    {
        if (offered < trusted) throw new TufRefusal(new TufRefresh.Rollback(role, offered, trusted));
    }

    private void Forget() => Targets = new Dictionary<string, TufTargetFile>();
}
