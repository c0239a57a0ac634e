namespace Aops.Releases.Tuf;

/// <summary>What the signed part of every role has.</summary>
/// <param name="Version">From 1, growing.</param>
/// <param name="Expires">Until when it may be used, UTC.</param>
internal abstract record TufMetadata(long Version, DateTimeOffset Expires);

/// <summary>The root role (section 4.3).</summary>
internal sealed record TufRoot(
    long Version,
    DateTimeOffset Expires,
    bool ConsistentSnapshot,
    IReadOnlyDictionary<string, TufKey> Keys,
    IReadOnlyDictionary<string, TufRole> Roles) : TufMetadata(Version, Expires)
{
    /// <summary>Who signs for a top-level role.</summary>
    public TufAuthority AuthorityOf(string role) => new(Roles[role], Keys);
}

/// <summary>The timestamp role (section 4.6).</summary>
internal sealed record TufTimestamp(long Version, DateTimeOffset Expires, TufMetaFile Snapshot)
    : TufMetadata(Version, Expires);

/// <summary>The snapshot role (section 4.4).</summary>
internal sealed record TufSnapshot(
    long Version, DateTimeOffset Expires, IReadOnlyDictionary<string, TufMetaFile> Meta)
    : TufMetadata(Version, Expires);

/// <summary>The targets role, or one that it delegates to (section 4.5).</summary>
internal sealed record TufTargets(
    long Version,
    DateTimeOffset Expires,
    IReadOnlyDictionary<string, TufTargetFile> Targets,
    TufDelegations Delegations)
    : TufMetadata(Version, Expires);

/// <summary>What one metadata file says of another.</summary>
/// <param name="LengthBytes">Its length, or null if not said.</param>
/// <param name="Hashes">Its hashes by algorithm in hexadecimal; may be empty.</param>
internal sealed record TufMetaFile(
    long Version, long? LengthBytes, IReadOnlyDictionary<string, string> Hashes);
