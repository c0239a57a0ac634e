using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Releases.Packages;
using Aops.Releases.Tuf;

namespace Aops.RepositorySimulator;

/// <summary>Makes signed repositories, right ones and wrong ones. It signs with code of its own.</summary>
public sealed class RepositoryBuilder
{
    private readonly Dictionary<string, JsonObject> _targets = new() { ["targets"] = [] };
    private readonly Dictionary<string, List<JsonObject>> _delegations = [];
    private readonly Dictionary<string, byte[]> _delegated = [];

    public RepositoryBuilder()
    {
        foreach (var role in TufRoles.TopLevel) Keys[role] = [NewKey()];
        PublishRoot();
        Publish();
    }

    public Dictionary<string, byte[]> Files { get; } = [];

    public Dictionary<string, List<ECDsa>> Keys { get; } = [];

    public Dictionary<string, int> Thresholds { get; } = [];

    public Dictionary<string, int> Versions { get; } =
        new() { ["root"] = 0, ["timestamp"] = 0, ["snapshot"] = 0, ["targets"] = 0 };

    public Dictionary<string, string> Expires { get; } = [];

    public MemorySource Source => new(Files);

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static JsonObject KeyJson(ECDsa key) => new()
    {
        ["keytype"] = "ecdsa",
        ["scheme"] = "ecdsa-sha2-nistp256",
        ["keyval"] = new JsonObject { ["public"] = key.ExportSubjectPublicKeyInfoPem() },
    };

    public static string KeyId(ECDsa key) => KeyId(KeyJson(key));

    public static string KeyId(JsonObject key) => TufKey.IdOf(Element(key));

    /// <summary>Adds a package; the metadata that names it comes with <see cref="Publish"/>.</summary>
    public void AddAgent(byte[] package, string version = "1.0", string name = "aops-agent", string kind = "agent") =>
        AddTarget("targets", $"agent/{version}/aops-agent-linux-x64.tar.zst", package, new JsonObject
        {
            ["kind"] = kind,
            ["name"] = name,
            ["version"] = version,
            ["architecture"] = PackageKinds.LocalArchitecture,
        });

    /// <summary>Adds a target to a role, whether or not the role may list it.</summary>
    public void AddTarget(string role, string target, byte[] content, JsonObject? custom = null)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        _targets[role][target] = new JsonObject
        {
            ["length"] = content.Length,
            ["hashes"] = new JsonObject { ["sha256"] = sha256 },
            ["custom"] = custom,
        };
        var slash = target.LastIndexOf('/') + 1;
        Files[$"targets/{target[..slash]}{sha256}.{target[slash..]}"] = content;
    }

    /// <summary>Takes a target out of a role; its file stays.</summary>
    public void RemoveTarget(string role, string target) => _targets[role].Remove(target);

    /// <summary>Lets a role list names that match patterns; the new role has one key of its own.</summary>
    public void Delegate(string parent, string name, params string[] paths) => Delegate(parent, name, role =>
        role["paths"] = new JsonArray([.. paths.Select(path => (JsonNode)path)]));

    /// <summary>Lets a role list names; what the delegation says beside the signers is the caller's.</summary>
    public void Delegate(string parent, string name, Action<JsonObject> change)
    {
        if (Keys.TryAdd(name, [NewKey()]))
        {
            Versions[name] = 0;
            _targets[name] = [];
        }
        var role = new JsonObject { ["name"] = name, ["terminating"] = false };
        change(role);
        if (!_delegations.TryGetValue(parent, out var roles)) _delegations[parent] = roles = [];
        roles.Add(role);
    }

    public static string TargetPath(string version, string sha256) =>
        $"targets/agent/{version}/{sha256}.aops-agent-linux-x64.tar.zst";

    public string TargetPath() => Files.Keys.Single(k => k.StartsWith("targets/", StringComparison.Ordinal));

    /// <summary>A new root, signed by its own keys and by others that are given.</summary>
    public void PublishRoot(IEnumerable<ECDsa>? alsoSignedBy = null, Action<JsonObject>? change = null)
    {
        var root = Begin("root");
        root["consistent_snapshot"] = true;
        var keys = new JsonObject();
        var roles = new JsonObject();
        foreach (var role in TufRoles.TopLevel) roles[role] = Signers(role, keys);
        root["keys"] = keys;
        root["roles"] = roles;
        change?.Invoke(root);
        Files[$"metadata/{Versions["root"]}.root.json"] = Sign(root, Keys["root"].Concat(alsoSignedBy ?? []));
    }

    /// <summary>New targets of every role, snapshot and timestamp.</summary>
    public void Publish()
    {
        foreach (var role in _targets.Keys.Where(role => role != "targets"))
        {
            _delegated[role] = SignTargets(role);
            Files[$"metadata/{Versions[role]}.{TufRoles.FileOf(role)}"] = _delegated[role];
        }
        var targetsFile = SignTargets("targets");
        Files[$"metadata/{Versions["targets"]}.targets.json"] = targetsFile;
        PublishSnapshot(targetsFile);
    }

    public void PublishSnapshot(byte[] targetsFile, Action<JsonObject>? change = null)
    {
        var snapshot = Begin("snapshot");
        var meta = new JsonObject { ["targets.json"] = Describe("targets", targetsFile) };
        foreach (var (role, bytes) in _delegated) meta[$"{role}.json"] = Describe(role, bytes);
        snapshot["meta"] = meta;
        change?.Invoke(snapshot);
        var file = Sign(snapshot, Keys["snapshot"]);
        Files[$"metadata/{Versions["snapshot"]}.snapshot.json"] = file;
        PublishTimestamp(file);
    }

    public void PublishTimestamp(byte[] snapshotFile, int? snapshotVersion = null)
    {
        var timestamp = Begin("timestamp");
        timestamp["meta"] = new JsonObject { ["snapshot.json"] = Describe("snapshot", snapshotFile, snapshotVersion) };
        Files["metadata/timestamp.json"] = Sign(timestamp, Keys["timestamp"]);
    }

    /// <summary>
    /// A root that asks for two keys of the timestamp, of which one is the first one in another spelling, and a timestamp
    /// that shows the signature of that one key under both ids.
    /// </summary>
    /// <param name="id">The other id.</param>
    /// <param name="key">The other spelling.</param>
    public void SignTimestampTwice(string id, JsonObject key)
    {
        PublishRoot(change: root =>
        {
            root["keys"]![id] = key;
            root["roles"]!["timestamp"]!["keyids"]!.AsArray().Add((JsonNode)id);
            root["roles"]!["timestamp"]!["threshold"] = 2;
        });
        Publish();
        var timestamp = JsonNode.Parse(Files["metadata/timestamp.json"])!;
        var again = timestamp["signatures"]![0]!.DeepClone();
        again["keyid"] = id;
        timestamp["signatures"]!.AsArray().Add(again);
        Files["metadata/timestamp.json"] = System.Text.Encoding.UTF8.GetBytes(timestamp.ToJsonString());
    }

    public static byte[] Sign(JsonObject signed, IEnumerable<ECDsa> keys)
    {
        var canonical = CanonicalJson.Encode(Element(signed));
        var signatures = keys.Select(key => (JsonNode)new JsonObject
        {
            ["keyid"] = KeyId(key),
            ["sig"] = Convert.ToHexStringLower(key.SignData(
                canonical, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
        });
        var file = new JsonObject { ["signatures"] = new JsonArray([.. signatures]), ["signed"] = signed.DeepClone() };
        return System.Text.Encoding.UTF8.GetBytes(file.ToJsonString());
    }

    private byte[] SignTargets(string role)
    {
        var targets = Begin(role);
        targets["targets"] = _targets[role].DeepClone();
        if (_delegations.TryGetValue(role, out var delegated))
        {
            var keys = new JsonObject();
            var roles = new JsonArray();
            foreach (var entry in delegated)
            {
                var full = entry.DeepClone().AsObject();
                foreach (var (name, value) in Signers((string)entry["name"]!, keys))
                    full.TryAdd(name, value?.DeepClone());
                roles.Add((JsonNode)full);
            }
            targets["delegations"] = new JsonObject { ["keys"] = keys, ["roles"] = roles };
        }
        return Sign(targets, Keys[role]);
    }

    private JsonObject Signers(string role, JsonObject keys)
    {
        foreach (var key in Keys[role]) keys[KeyId(key)] = KeyJson(key);
        return new JsonObject
        {
            ["keyids"] = new JsonArray([.. Keys[role].Select(k => (JsonNode)KeyId(k))]),
            ["threshold"] = Thresholds.GetValueOrDefault(role, 1),
        };
    }

    private JsonObject Begin(string role) => new()
    {
        ["_type"] = TufRoles.TopLevel.Contains(role) ? role : "targets",
        ["spec_version"] = "1.0.31",
        ["version"] = ++Versions[role],
        ["expires"] = Expires.GetValueOrDefault(role, "2031-01-01T00:00:00Z"),
        ["x-unknown"] = "ä \"quoted\" \\ and\nbroken",
    };

    private JsonObject Describe(string role, byte[] file, int? version = null) => new()
    {
        ["version"] = version ?? Versions[role],
        ["length"] = file.Length,
        ["hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file)) },
    };

    private static JsonElement Element(JsonObject value) => JsonDocument.Parse(value.ToJsonString()).RootElement;
}
