using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

/// <summary>Makes signed repositories, right ones and wrong ones. It signs with code of its own.</summary>
internal sealed class RepositoryBuilder
{
    private readonly JsonObject _targets = [];

    public RepositoryBuilder()
    {
        foreach (var role in new[] { "root", "timestamp", "snapshot", "targets" }) Keys[role] = [NewKey()];
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

    public static string KeyId(ECDsa key) => TufKey.IdOf(Element(KeyJson(key)));

    /// <summary>Adds a package; the metadata that names it comes with <see cref="Publish"/>.</summary>
    public void AddAgent(byte[] package, string version = "1.0", string name = "aops-agent", string kind = "agent")
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(package));
        var target = $"agent/{version}/aops-agent-linux-x64.tar.zst";
        _targets[target] = new JsonObject
        {
            ["length"] = package.Length,
            ["hashes"] = new JsonObject { ["sha256"] = sha256 },
            ["custom"] = new JsonObject
            {
                ["kind"] = kind, ["name"] = name, ["version"] = version,
                ["architecture"] = Packages.PackageKinds.LocalArchitecture,
            },
        };
        Files[TargetPath(version, sha256)] = package;
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
        foreach (var (role, list) in Keys)
        {
            foreach (var key in list) keys[KeyId(key)] = KeyJson(key);
            roles[role] = new JsonObject
            {
                ["keyids"] = new JsonArray([.. list.Select(k => (JsonNode)KeyId(k))]),
                ["threshold"] = Thresholds.GetValueOrDefault(role, 1),
            };
        }
        root["keys"] = keys;
        root["roles"] = roles;
        change?.Invoke(root);
        Files[$"metadata/{Versions["root"]}.root.json"] = Sign(root, Keys["root"].Concat(alsoSignedBy ?? []));
    }

    /// <summary>New targets, snapshot and timestamp.</summary>
    public void Publish()
    {
        var targets = Begin("targets");
        targets["targets"] = _targets.DeepClone();
        var targetsFile = Sign(targets, Keys["targets"]);
        Files[$"metadata/{Versions["targets"]}.targets.json"] = targetsFile;
        PublishSnapshot(targetsFile);
    }

    public void PublishSnapshot(byte[] targetsFile)
    {
        var snapshot = Begin("snapshot");
        snapshot["meta"] = new JsonObject { ["targets.json"] = Describe("targets", targetsFile) };
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

    private JsonObject Begin(string role) => new()
    {
        ["_type"] = role,
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
