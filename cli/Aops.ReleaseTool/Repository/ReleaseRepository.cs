using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases.Keys;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// The operator's copy of a TUF repository: <c>metadata/N.ROLE.json</c>, <c>metadata/timestamp.json</c>,
/// and <c>targets/DIR/SHA256.FILE</c>. Hosts read the same layout.
/// </summary>
internal sealed class ReleaseRepository(string directory)
{
    private const string SpecVersion = "1.0.31";

    public string MetadataDirectory { get; } = Path.Combine(directory, "metadata");

    public string TargetsDirectory { get; } = Path.Combine(directory, "targets");

    /// <summary>The newest file of a role.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public string FileOf(string role)
    {
        if (role == TufRoles.Timestamp) return Path.Combine(MetadataDirectory, "timestamp.json");
        var newest = Versions(role).DefaultIfEmpty(0).Max();
        return newest > 0
            ? VersionFile(role, newest)
            : throw new ToolException(ExitCodes.NoInput, $"{directory} holds no {role} metadata: is it a repository made by init?");
    }

    /// <summary>Stored versions of a role, in order.</summary>
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

    /// <summary>Path of a target's content.</summary>
    public string TargetFile(string name, string sha256) => Path.Combine(TargetsDirectory, HashedName(name, sha256));

    /// <summary><c>DIR/SHA256.FILE</c>.</summary>
    public static string HashedName(string name, string sha256)
    {
        var slash = name.LastIndexOf('/') + 1;
        return $"{name[..slash]}{sha256}.{name[slash..]}";
    }

    public JsonObject ReadSigned(string role) => MetadataFile.ReadSigned(FileOf(role));

    /// <summary>Creates version 1 of every role, one key each.</summary>
    /// <param name="keys">A key for each role.</param>
    /// <param name="expiry">When the metadata expires.</param>
    public void Init(IReadOnlyDictionary<string, SigningKey> keys, Expiry expiry)
    {
        if (Versions(TufRoles.Root).Any())
            throw new ToolException(ExitCodes.CannotWrite, $"{directory} is a repository already; nothing was changed");
        AtomicFile.CreateDirectory(MetadataDirectory);
        AtomicFile.CreateDirectory(TargetsDirectory);
        using var ring = new KeyRing();
        var listed = new JsonObject();
        var roles = new JsonObject();
        foreach (var (role, key) in keys)
        {
            ring.Add(key);
            listed[key.Public.Id] = key.Public.ToJson();
            roles[role] = new JsonObject { ["keyids"] = new JsonArray(key.Public.Id), ["threshold"] = 1 };
        }
        var root = Begin(TufRoles.Root, 1, expiry);
        root["consistent_snapshot"] = true;
        root["keys"] = listed;
        root["roles"] = roles;
        Write(VersionFile(TufRoles.Root, 1),
            MetadataFile.Sign(TufRoles.Root, root, ring, Authority.OfTopLevel(root, TufRoles.Root)));
        var targets = Begin(TufRoles.Targets, 1, expiry);
        targets["targets"] = new JsonObject();
        Save(new Change(root, ring, expiry) { Targets = targets });
    }

    /// <summary>Every role that lists targets: the top-level one first, then the publishers' that have signed.</summary>
    public IReadOnlyList<string> TargetsRoles() =>
    [
        TufRoles.Targets,
        .. Directory.GetFiles(MetadataDirectory, "*.*.json")
            .Select(file => Path.GetFileName(file).Split('.'))
            .Where(parts => parts.Length == 3 && !TufRoles.TopLevel.Contains(parts[1]))
            .Select(parts => parts[1]).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>When the metadata of a role expires.</summary>
    public DateTimeOffset ExpiryOf(string role) => DateTimeOffset.Parse(
        (string)ReadSigned(role)["expires"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>The role that expires first, and when.</summary>
    public (string Role, DateTimeOffset At) FirstToExpire() =>
        FirstToExpire(TufRoles.TopLevel.Concat(TargetsRoles().Skip(1)));

    /// <summary>The first of some roles to expire, and when.</summary>
    public (string Role, DateTimeOffset At) FirstToExpire(IEnumerable<string> among) =>
        among.Select(role => (Role: role, At: ExpiryOf(role))).MinBy(next => next.At);

    /// <summary>Signs new targets metadata of the top level, with a snapshot and a timestamp for it.</summary>
    public void SaveTargets(JsonObject targets, KeyRing keys, Expiry expiry)
    {
        Renew(targets, TufRoles.Targets, expiry);
        Save(new Change(ReadSigned(TufRoles.Root), keys, expiry) { Targets = targets });
    }

    /// <summary>
    /// Signs a publisher's metadata. Hosts see it once a snapshot names it: at once, if the keys of snapshot and
    /// timestamp were given too.
    /// </summary>
    /// <returns>Whether a snapshot names it.</returns>
    public bool SavePublisher(string role, JsonObject signed, Authority authority, KeyRing keys, Expiry expiry)
    {
        if (signed["version"] is null) signed = Begin(role, 0, expiry, signed);
        Renew(signed, role, expiry);
        var bytes = MetadataFile.Sign(role, signed, keys, authority);
        var root = ReadSigned(TufRoles.Root);
        var canLead = new[] { TufRoles.Snapshot, TufRoles.Timestamp }.All(leading =>
        {
            var leader = Authority.OfTopLevel(root, leading);
            return leader.KeyIds.Count(id => keys.Find(id) is not null) >= leader.Threshold;
        });
        Write(VersionFile(role, Version(signed)), bytes);
        if (canLead) Refresh(keys, expiry);
        return canLead;
    }

    /// <summary>
    /// Signs the snapshot and the timestamp again, so that they last longer and include what publishers
    /// signed.
    /// </summary>
    public void Refresh(KeyRing keys, Expiry expiry) => Save(new Change(ReadSigned(TufRoles.Root), keys, expiry));

    /// <summary>
    /// Signs a new root with the keys of the previous root and its own, and with it every role whose
    /// signatures no longer suffice.
    /// </summary>
    /// <returns>The roles that were signed.</returns>
    public IReadOnlyList<string> SaveRoot(JsonObject root, KeyRing keys, Expiry expiry)
    {
        var previous = Authority.OfTopLevel(ReadSigned(TufRoles.Root), TufRoles.Root);
        Renew(root, TufRoles.Root, expiry);
        var bytes = MetadataFile.Sign(
            TufRoles.Root, root, keys, previous, Authority.OfTopLevel(root, TufRoles.Root));
        var stale = new[] { TufRoles.Targets, TufRoles.Snapshot, TufRoles.Timestamp }
            .Where(role => !Authority.OfTopLevel(root, role).IsMetBy(MetadataFile.SignersOf(FileOf(role)))).ToList();
        var writeRoot = () => Write(VersionFile(TufRoles.Root, Version(root)), bytes);
        if (stale.Count == 0)
        {
            writeRoot();
            return [TufRoles.Root];
        }
        var change = new Change(root, keys, expiry) { WriteFirst = writeRoot };
        if (stale.Contains(TufRoles.Targets))
        {
            change.Targets = ReadSigned(TufRoles.Targets);
            Renew(change.Targets, TufRoles.Targets, expiry);
        }
        Save(change);
        return change.Targets is null
            ? [TufRoles.Root, TufRoles.Snapshot, TufRoles.Timestamp]
            : [TufRoles.Root, TufRoles.Targets, TufRoles.Snapshot, TufRoles.Timestamp];
    }

    // Everything is signed before anything is written: a missing key leaves the repository unchanged.
    private void Save(Change change)
    {
        byte[]? targets = null;
        if (change.Targets is { } changed)
            targets = MetadataFile.Sign(TufRoles.Targets, changed, change.Keys, change.AuthorityOf(TufRoles.Targets));
        var version = Versions(TufRoles.Snapshot).DefaultIfEmpty(0).Max() + 1;
        var snapshot = Begin(TufRoles.Snapshot, version, change.Expiry);
        var meta = new JsonObject();
        foreach (var role in TargetsRoles())
        {
            meta[$"{role}.json"] = role == TufRoles.Targets && targets is not null
                ? Describe(Version(change.Targets!), targets)
                : Describe(Version(ReadSigned(role)), File.ReadAllBytes(FileOf(role)));
        }
        snapshot["meta"] = meta;
        var snapshotBytes = MetadataFile.Sign(
            TufRoles.Snapshot, snapshot, change.Keys, change.AuthorityOf(TufRoles.Snapshot));
        var previous = File.Exists(FileOf(TufRoles.Timestamp)) ? Version(ReadSigned(TufRoles.Timestamp)) : 0;
        var timestamp = Begin(TufRoles.Timestamp, previous + 1, change.Expiry);
        timestamp["meta"] = new JsonObject { ["snapshot.json"] = Describe(version, snapshotBytes) };
        var timestampBytes = MetadataFile.Sign(
            TufRoles.Timestamp, timestamp, change.Keys, change.AuthorityOf(TufRoles.Timestamp));
        change.WriteFirst?.Invoke();
        if (targets is not null) Write(VersionFile(TufRoles.Targets, Version(change.Targets!)), targets);
        Write(VersionFile(TufRoles.Snapshot, version), snapshotBytes);
        Write(FileOf(TufRoles.Timestamp), timestampBytes);
    }

    private static void Renew(JsonObject signed, string role, Expiry expiry)
    {
        signed["version"] = Version(signed) + 1;
        signed["expires"] = expiry.Of(role);
    }

    public static int Version(JsonObject signed) => (int)signed["version"]!;

    private static JsonObject Begin(string role, int version, Expiry expiry, JsonObject? content = null)
    {
        var signed = content?.DeepClone().AsObject() ?? [];
        signed["_type"] = TufRoles.TopLevel.Contains(role) ? role : TufRoles.Targets;
        signed["spec_version"] = SpecVersion;
        signed["version"] = version;
        signed["expires"] = expiry.Of(role);
        return signed;
    }

    private static JsonObject Describe(int version, byte[] file) => new()
    {
        ["version"] = version,
        ["length"] = file.Length,
        ["hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file)) },
    };

    private static void Write(string file, byte[] content) => AtomicFile.Write(file, content, AtomicFile.Public);

    /// <summary>What a verb signs: always the snapshot and the timestamp, and the other roles given.</summary>
    private sealed record Change(JsonObject Root, KeyRing Keys, Expiry Expiry)
    {
        public JsonObject? Targets { get; set; }

        public Action? WriteFirst { get; init; }

        public Authority AuthorityOf(string role) => Authority.OfTopLevel(Root, role);
    }
}
