using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.ReleaseTool.Keys;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// The operator's copy of a TUF repository: <c>metadata/N.ROLE.json</c>, <c>metadata/timestamp.json</c>, and
/// <c>targets/DIR/SHA256.FILE</c>. It has the same shape as what hosts read.
/// </summary>
internal sealed class ReleaseRepository(string directory)
{
    private const string SpecVersion = "1.0.31";

    public string MetadataDirectory { get; } = Path.Combine(directory, "metadata");

    public string TargetsDirectory { get; } = Path.Combine(directory, "targets");

    /// <summary>The newest file of a role.</summary>
    /// <exception cref="ToolFault">There is none.</exception>
    public string FileOf(string role)
    {
        if (role == TufRoles.Timestamp) return Path.Combine(MetadataDirectory, "timestamp.json");
        var newest = Versions(role).DefaultIfEmpty(0).Max();
        return newest > 0
            ? VersionFile(role, newest)
            : throw new ToolFault(ExitCodes.NoInput, $"{directory} holds no {role} metadata: is it a repository made by init?");
    }

    /// <summary>Versions of a role that are kept, in order.</summary>
    public IEnumerable<int> Versions(string role)
    {
        if (!Directory.Exists(MetadataDirectory)) return [];
        return Directory.GetFiles(MetadataDirectory, $"*.{role}.json")
            .Select(file => Path.GetFileName(file).Split('.')[0])
            .Where(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture))
            .Order();
    }

    public string VersionFile(string role, int version) => Path.Combine(
        MetadataDirectory, string.Create(CultureInfo.InvariantCulture, $"{version}.{role}.json"));

    /// <summary>Where a target's content lies.</summary>
    public string TargetFile(string name, string sha256) => Path.Combine(TargetsDirectory, HashedName(name, sha256));

    /// <summary><c>DIR/SHA256.FILE</c>.</summary>
    public static string HashedName(string name, string sha256)
    {
        var slash = name.LastIndexOf('/') + 1;
        return $"{name[..slash]}{sha256}.{name[slash..]}";
    }

    public JsonObject ReadSigned(string role) => MetadataFile.ReadSigned(FileOf(role));

    /// <summary>Makes version 1 of every role, one key each.</summary>
    /// <param name="keys">A key for each role.</param>
    /// <param name="expiry">Until when.</param>
    public void Init(IReadOnlyDictionary<string, SigningKey> keys, Expiry expiry)
    {
        if (Versions(TufRoles.Root).Any())
            throw new ToolFault(ExitCodes.CannotWrite, $"{directory} is a repository already; nothing was changed");
        Durable.CreateDirectory(MetadataDirectory);
        Durable.CreateDirectory(TargetsDirectory);
        using var ring = new KeyRing();
        var listed = new JsonObject();
        var roles = new JsonObject();
        foreach (var (role, key) in keys)
        {
            ring.Add(key);
            listed[key.Id] = key.ToJson();
            roles[role] = new JsonObject { ["keyids"] = new JsonArray(key.Id), ["threshold"] = 1 };
        }
        var root = Begin(TufRoles.Root, 1, expiry);
        root["consistent_snapshot"] = true;
        root["keys"] = listed;
        root["roles"] = roles;
        Write(VersionFile(TufRoles.Root, 1), MetadataFile.Sign(TufRoles.Root, root, root, ring));
        var targets = Begin(TufRoles.Targets, 1, expiry);
        targets["targets"] = new JsonObject();
        Save(targets, root, ring, expiry, previousVersion: 0);
    }

    /// <summary>Signs new targets metadata, and the snapshot and timestamp that lead to it.</summary>
    public void SaveTargets(JsonObject targets, KeyRing keys, Expiry expiry)
    {
        var root = ReadSigned(TufRoles.Root);
        targets["version"] = Version(targets) + 1;
        targets["expires"] = expiry.Of(TufRoles.Targets);
        Save(targets, root, keys, expiry, Version(ReadSigned(TufRoles.Timestamp)));
    }

    /// <summary>Signs the snapshot and the timestamp anew, so that they last longer; the targets stay.</summary>
    public void Refresh(KeyRing keys, Expiry expiry)
    {
        var root = ReadSigned(TufRoles.Root);
        var targets = FileOf(TufRoles.Targets);
        var version = Version(MetadataFile.ReadSigned(targets));
        SaveSnapshot(version, File.ReadAllBytes(targets), root, keys, expiry,
            Version(ReadSigned(TufRoles.Timestamp)));
    }

    // All is signed before anything is written: a missing key leaves the repository as it was.
    private void Save(JsonObject targets, JsonObject root, KeyRing keys, Expiry expiry, int previousVersion)
    {
        var version = Version(targets);
        var bytes = MetadataFile.Sign(TufRoles.Targets, targets, root, keys);
        SaveSnapshot(version, bytes, root, keys, expiry, previousVersion,
            () => Write(VersionFile(TufRoles.Targets, version), bytes));
    }

    private void SaveSnapshot(
        int targetsVersion, byte[] targets, JsonObject root, KeyRing keys, Expiry expiry, int previousVersion,
        Action? writeTargets = null)
    {
        var version = Versions(TufRoles.Snapshot).DefaultIfEmpty(0).Max() + 1;
        var snapshot = Begin(TufRoles.Snapshot, version, expiry);
        snapshot["meta"] = new JsonObject { ["targets.json"] = Describe(targetsVersion, targets) };
        var snapshotBytes = MetadataFile.Sign(TufRoles.Snapshot, snapshot, root, keys);
        var timestamp = Begin(TufRoles.Timestamp, previousVersion + 1, expiry);
        timestamp["meta"] = new JsonObject { ["snapshot.json"] = Describe(version, snapshotBytes) };
        var timestampBytes = MetadataFile.Sign(TufRoles.Timestamp, timestamp, root, keys);
        writeTargets?.Invoke();
        Write(VersionFile(TufRoles.Snapshot, version), snapshotBytes);
        Write(FileOf(TufRoles.Timestamp), timestampBytes);
    }

    public static int Version(JsonObject signed) => (int)signed["version"]!;

    private static JsonObject Begin(string role, int version, Expiry expiry) => new()
    {
        ["_type"] = role,
        ["spec_version"] = SpecVersion,
        ["version"] = version,
        ["expires"] = expiry.Of(role),
    };

    private static JsonObject Describe(int version, byte[] file) => new()
    {
        ["version"] = version,
        ["length"] = file.Length,
        ["hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file)) },
    };

    private static void Write(string file, byte[] content) => Durable.Write(file, content, Durable.Public);
}
