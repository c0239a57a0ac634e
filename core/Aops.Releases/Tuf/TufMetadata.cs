using System.Text.Json;

namespace Aops.Releases.Tuf;

/// <summary>Names of the top-level roles.</summary>
public static class TufRoles
{
    /// <summary>Says which keys the others have.</summary>
    public const string Root = "root";

    /// <summary>Says which snapshot is the newest, and is signed anew often.</summary>
    public const string Timestamp = "timestamp";

    /// <summary>Says which versions of the targets metadata belong together.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>Says which files there are, with their lengths and hashes.</summary>
    public const string Targets = "targets";
}

/// <summary>Keys that may sign for a role, and how many of them must.</summary>
/// <param name="KeyIds">Ids of the keys, each once.</param>
/// <param name="Threshold">Least number of distinct keys, from 1.</param>
internal sealed record TufRole(IReadOnlyList<string> KeyIds, int Threshold);

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
    IReadOnlyDictionary<string, TufRole> Roles) : TufMetadata(Version, Expires);

/// <summary>The timestamp role (section 4.6).</summary>
internal sealed record TufTimestamp(long Version, DateTimeOffset Expires, TufMetaFile Snapshot)
    : TufMetadata(Version, Expires);

/// <summary>The snapshot role (section 4.4).</summary>
internal sealed record TufSnapshot(
    long Version, DateTimeOffset Expires, IReadOnlyDictionary<string, TufMetaFile> Meta)
    : TufMetadata(Version, Expires);

/// <summary>The targets role (section 4.5); delegations are read over.</summary>
internal sealed record TufTargets(
    long Version, DateTimeOffset Expires, IReadOnlyDictionary<string, TufTargetFile> Targets)
    : TufMetadata(Version, Expires);

/// <summary>What one metadata file says of another.</summary>
/// <param name="Version">Its version.</param>
/// <param name="LengthBytes">Its length, or null if not said.</param>
/// <param name="Hashes">Its hashes by algorithm in hexadecimal; may be empty.</param>
internal sealed record TufMetaFile(
    long Version, long? LengthBytes, IReadOnlyDictionary<string, string> Hashes);

/// <summary>What targets metadata says of a file.</summary>
/// <param name="LengthBytes">Its length.</param>
/// <param name="Hashes">Its hashes by algorithm in hexadecimal; at least one.</param>
/// <param name="Custom">What the publisher added, or null.</param>
internal sealed record TufTargetFile(
    long LengthBytes, IReadOnlyDictionary<string, string> Hashes, JsonElement? Custom);
