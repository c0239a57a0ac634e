using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Aops.Fuzz.Targets;
using Aops.Releases.Fleet;
using Aops.RepositorySimulator;

namespace Aops.Fuzz.Corpora;

/// <summary>Valid metadata of a repository.</summary>
internal static class ReleaseCorpus
{
    /// <summary>Every file of metadata of a repository with a package, deltas and a delegated role.</summary>
    public static IReadOnlyList<byte[]> Metadata => [.. Build().Files.Where(IsMetadata).Select(file => file.Value)];

    public static IReadOnlyList<byte[]> Authorities =>
    [
        new FleetAuthority { Generation = 3, Authorities = [MakePem()], Addresses = ["https://server:7443"] }.ToJson(),
        new FleetAuthority { Generation = 1, Addresses = ["https://[::1]"], Hosts = ["web-*", "a?"] }.ToJson(),
        .. Text.Bytes("""{"schema":1,"generation":1,"authorities":[],"addresses":["https://a"],"validFrom":"2026-01-01T00:00:00Z"}"""),
    ];

    public static IReadOnlyList<byte[]> Mirrors =>
    [
        .. Text.Bytes(
            """{"sites":[{"hosts":["web-*","a?"],"addresses":["https://mirror.example/aops/"]},{"addresses":[]}]}""",
            """{"schema":1,"sites":[{"addresses":["http://[::1]:8080/x","https://b"]}]}"""),
    ];

    private static bool IsMetadata(KeyValuePair<string, byte[]> file) =>
        file.Key.StartsWith("metadata/", StringComparison.Ordinal);

    private static RepositoryBuilder Build()
    {
        var hash = new string('a', 64);
        var repository = new RepositoryBuilder();
        repository.AddTarget("targets", "agent/1.0/aops-agent-linux-x64.tar.zst", [1, 2, 3], new JsonObject
        {
            ["kind"] = "agent", ["name"] = "aops-agent", ["version"] = "1.0", ["architecture"] = "x64", ["releaseNumber"] = 4,
            ["archiveSha256"] = hash, ["deltas"] = new JsonArray((JsonNode)new JsonObject
            {
                ["from"] = "0.9", ["fromManifestSha256"] = hash, ["length"] = 7, ["sha256"] = hash,
            }),
        });
        repository.AddTarget("targets", FleetAuthority.TargetName, [4], new JsonObject
        {
            ["kind"] = FleetAuthority.Kind, ["version"] = "3",
        });
        repository.Delegate("targets", "vendor", role =>
        {
            role["paths"] = new JsonArray("subagents/vendor-*/*/*");
            role["custom"] = new JsonObject { ["rights"] = new JsonObject
            {
                ["root"] = false, ["users"] = new JsonArray("nobody"), ["sandbox"] = new JsonArray("noNetwork"),
            } };
        });
        repository.Delegate("targets", "hashed", role => role["path_hash_prefixes"] = new JsonArray("0", "a"));
        repository.Publish();
        return repository;
    }

    private static string MakePem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem();
    }
}
