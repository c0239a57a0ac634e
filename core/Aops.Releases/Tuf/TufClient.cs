using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases.Transport;

namespace Aops.Releases.Tuf;

/// <summary>
/// The client of a TUF repository: the detailed workflow of TUF 1.0.31, section 5.
/// Parties: the operator and the publishers that the operator delegates to, who sign; a server or mirror, which is not
/// trusted; this host, which trusts one root file.
/// Trust: root names the keys; timestamp names the snapshot, snapshot all targets metadata, targets the files and the
/// roles that may list some names in their place, each by version and mostly by length and hash.
/// Limits: <see cref="Limits.TufMetadataBytesMax"/> a file, <see cref="Limits.TufTargetsBytesMax"/> for targets,
/// <see cref="Limits.TufRootRotationsMax"/> roots a refresh, <see cref="Limits.TufDelegationsMax"/> roles a search.
/// </summary>
public sealed class TufClient
{
    private readonly TufStore _store;
    private readonly TufFetch _fetch;
    private readonly TufLoader _loader;
    private readonly string _trustFile;
    private readonly TimeProvider _clock;
    private TufTrusted? _trusted;

    /// <summary>Makes a client.</summary>
    /// <param name="source">Where the repository is.</param>
    /// <param name="storeDirectory">Where verified metadata is kept; made at the first file.</param>
    /// <param name="trustFile">The root that is trusted.</param>
    /// <param name="clock">The clock that expiry is judged by.</param>
    public TufClient(IReleaseSource source, string storeDirectory, string trustFile, TimeProvider clock)
        : this(source, new TufStore(storeDirectory), trustFile, clock)
    {
    }

    private TufClient(IReleaseSource source, TufStore store, string trustFile, TimeProvider clock)
    {
        _store = store;
        _fetch = new TufFetch(source);
        _loader = new TufLoader(_store, _fetch);
        _trustFile = trustFile;
        _clock = clock;
    }

    /// <summary>
    /// Makes a client that goes on from what a store holds and writes nothing: it says what a client of that store would
    /// say, for whoever has to know before the files are handed out.
    /// </summary>
    /// <inheritdoc cref="TufClient(IReleaseSource, string, string, TimeProvider)"/>
    public static TufClient Rehearse(
        IReleaseSource source, string storeDirectory, string trustFile, TimeProvider clock) =>
        new(source, new TufStore(storeDirectory, isRehearsal: true), trustFile, clock);

    /// <summary>
    /// Files of the top-level targets by the last refresh that was good; kept while the repository is merely
    /// unreachable, and empty after a refusal.
    /// </summary>
    public IReadOnlyDictionary<string, TufTargetFile> Targets =>
        _trusted?.Targets.Targets ?? new Dictionary<string, TufTargetFile>();

    /// <summary>Whether targets have a hash before their name.</summary>
    public bool ConsistentSnapshot => _trusted?.Root.ConsistentSnapshot ?? false;

    /// <summary>Until when each top-level role may be used, by the last refresh that was good; empty after a refusal.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Expiries => _trusted is not { } trusted
        ? new Dictionary<string, DateTimeOffset>()
        : new Dictionary<string, DateTimeOffset>
        {
            [TufRoles.Root] = trusted.Root.Expires,
            [TufRoles.Timestamp] = trusted.Timestamp.Expires,
            [TufRoles.Snapshot] = trusted.Snapshot.Expires,
            [TufRoles.Targets] = trusted.Targets.Expires,
        };

    /// <summary>Version of the snapshot that the last good refresh verified; 0 after a refusal.</summary>
    public long SnapshotVersion => _trusted?.Snapshot.Version ?? 0;

    /// <summary>The newest verified file of timestamp, snapshot or targets as it was received; null if there is none.</summary>
    public ReadOnlyMemory<byte>? VerifiedFile(string role) => _store.Read(role) is { } bytes ? bytes : null;

    /// <summary>Looks at the repository. Files that were verified before the fault stay stored.</summary>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>How it ended; every fault of the repository, the network and the disk is an outcome.</returns>
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
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            Forget();
            return new TufRefresh.StoreFailed(e.Message);
        }
    }

    /// <summary>Looks for a target in what the last good refresh verified, delegated roles included.</summary>
    /// <param name="targetName">Its name, with <c>/</c> between the parts.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>How it ended; every fault of the repository, the network and the disk is an outcome.</returns>
    public async Task<TufTargetSearch> FindAsync(string targetName, CancellationToken cancellationToken)
    {
        if (_trusted is not { } trusted)
            return new TufTargetSearch.Refused($"{targetName} was not looked for: no release metadata is verified yet");
        try
        {
            return (TufTargetSearch?)await new TufSearch(Reader(trusted), trusted)
                .FindAsync(targetName, cancellationToken) ?? new TufTargetSearch.Absent();
        }
        catch (TufRefusal refusal)
        {
            return new TufTargetSearch.Refused(refusal.Outcome.Sentence);
        }
        catch (ReleaseSourceException e)
        {
            return new TufTargetSearch.Refused(new TufRefresh.Unreachable(e.Message).Sentence);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return new TufTargetSearch.Refused(new TufRefresh.StoreFailed(e.Message).Sentence);
        }
    }

    /// <summary>Lists what <see cref="FindAsync"/> finds, in what the last good refresh verified.</summary>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The targets; none after a refusal.</returns>
    /// <exception cref="IOException">A file of the store or of the source cannot be read.</exception>
    public async Task<TufListing> ListAsync(CancellationToken cancellationToken) => _trusted is { } trusted
        ? await new TufWalk(Reader(trusted), trusted).RunAsync(cancellationToken)
        : new TufListing([], new Dictionary<string, long>(), new Dictionary<string, string>());

    private TufRoleReader Reader(TufTrusted trusted) => new(_loader, _store, trusted, _clock.GetUtcNow());

    private async Task<TufRefresh> RunAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var root = await new TufRootChain(_store, _fetch, _trustFile).FollowAsync(cancellationToken);
        TufVerifier.RequireFresh(TufRoles.Root, root, now);
        var timestamp = await TimestampAsync(root, now, cancellationToken);
        var snapshot = await SnapshotAsync(root, timestamp.Snapshot, now, cancellationToken);
        var targets = await TargetsAsync(root, snapshot.Meta["targets.json"], now, cancellationToken);
        _trusted = new TufTrusted(root, timestamp, snapshot, targets);
        return new TufRefresh.Ok(root.Version, targets.Version);
    }

    // Section 5.4.
    private async Task<TufTimestamp> TimestampAsync(
        TufRoot root, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var authority = root.AuthorityOf(TufRoles.Timestamp);
        var trusted = _loader.TryStored(TufRoles.Timestamp, authority, TufParser.Timestamp);
        var bytes = await _fetch.GetAsync(
            TufRoles.Timestamp, "timestamp.json", Limits.TufMetadataBytesMax, null, cancellationToken);
        var offered = TufLoader.Verify(TufRoles.Timestamp, bytes, authority, TufParser.Timestamp);
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
        var authority = root.AuthorityOf(TufRoles.Snapshot);
        var trusted = _loader.TryStored(TufRoles.Snapshot, authority, TufParser.Snapshot);
        var loaded = await _loader.LoadAsync(TufRoles.Snapshot, authority, expected, root.ConsistentSnapshot,
            Limits.TufMetadataBytesMax, TufParser.Snapshot, cancellationToken);
        var snapshot = loaded.Metadata;
        foreach (var (name, file) in trusted?.Meta ?? new Dictionary<string, TufMetaFile>())
        {
            if (!snapshot.Meta.TryGetValue(name, out var offered))
                throw TufRefusal.Mismatch(TufRoles.Snapshot, $"it no longer names {name}");
            RequireNotOlder(name[..^".json".Length], offered.Version, file.Version);
        }
        TufVerifier.RequireFresh(TufRoles.Snapshot, snapshot, now);
        if (!loaded.IsStored) _store.Write(TufRoles.Snapshot, loaded.Bytes);
        return snapshot;
    }

    // Section 5.6.
    private async Task<TufTargets> TargetsAsync(
        TufRoot root, TufMetaFile expected, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var loaded = await _loader.LoadAsync(TufRoles.Targets, root.AuthorityOf(TufRoles.Targets), expected,
            root.ConsistentSnapshot, Limits.TufTargetsBytesMax, TufParser.Targets, cancellationToken);
        TufVerifier.RequireFresh(TufRoles.Targets, loaded.Metadata, now);
        if (!loaded.IsStored) _store.Write(TufRoles.Targets, loaded.Bytes);
        return loaded.Metadata;
    }

    private static void RequireNotOlder(string role, long offered, long trusted)
    {
        if (offered < trusted) throw new TufRefusal(new TufRefresh.Rollback(role, offered, trusted));
    }

    private void Forget() => _trusted = null;
}
