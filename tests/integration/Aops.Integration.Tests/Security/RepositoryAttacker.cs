using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Releases.Tuf;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// Whoever holds the operator's token: puts into the repository what they like. Keys of the publisher are used only
/// where a test says so.
/// </summary>
public sealed class RepositoryAttacker : IDisposable
{
    private readonly HttpClient _http;
    private readonly Fleet _fleet;

    public RepositoryAttacker(Fleet fleet)
    {
        _fleet = fleet;
        _http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        })
        {
            BaseAddress = fleet.Server.Url,
        };
        _http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", fleet.Server.Api.OperatorToken);
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The signed part of a role that the publisher has.</summary>
    public JsonObject Read(string file) => JsonNode.Parse(File.ReadAllBytes(
        Path.Combine(_fleet.Workshop.Repository, "metadata", file)))!["signed"]!.DeepClone().AsObject();

    /// <summary>A targets file that lists one bootstrap program.</summary>
    public JsonObject Bootstrap(long version, string sha256, long length) => Begin("targets", version, signed =>
        signed["targets"] = new JsonObject
        {
            ["bootstrap/aops-agent-service-linux-amd64"] = new JsonObject
            {
                ["length"] = length,
                ["hashes"] = new JsonObject { ["sha256"] = sha256 },
                ["custom"] = new JsonObject
                {
                    ["kind"] = "bootstrap", ["name"] = "aops-agent-service", ["version"] = "1.0.0",
                    ["architecture"] = "x64",
                },
            },
        });

    /// <summary>A snapshot or a timestamp that names one file.</summary>
    public JsonObject Naming(string type, long version, string file, byte[] content, long fileVersion) =>
        Begin(type, version, signed => signed["meta"] = new JsonObject
        {
            [file] = new JsonObject
            {
                ["version"] = fileVersion, ["length"] = content.Length,
                ["hashes"] = new JsonObject { ["sha256"] = Sha256(content) },
            },
        });

    /// <summary>Metadata with the signatures of some keys of the publisher, by the names of roles; of none, none.</summary>
    public byte[] Sign(JsonObject signed, params string[] keys) => SignWith(
        signed, [.. keys.Select(name => Path.Combine(_fleet.Workshop.Keys, $"{name}.pem"))]);

    /// <summary>Metadata with the signatures of keys in files.</summary>
    public byte[] SignWith(JsonObject signed, params string[] keyFiles)
    {
        using var document = JsonDocument.Parse(signed.ToJsonString());
        var canonical = CanonicalJson.Encode(document.RootElement);
        var signatures = new JsonArray();
        foreach (var file in keyFiles)
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(file));
            signatures.Add((JsonNode)Signature(key, canonical));
        }
        return Encode(signed, signatures);
    }

    /// <summary>Metadata that is signed by a key of the attacker's own.</summary>
    public static byte[] SignByAnother(JsonObject signed, ECDsa key)
    {
        using var document = JsonDocument.Parse(signed.ToJsonString());
        return Encode(signed, new JsonArray(Signature(key, CanonicalJson.Encode(document.RootElement))));
    }

    /// <summary>A key as metadata has it, and its id.</summary>
    public static (string Id, JsonObject Key) Describe(ECDsa key)
    {
        var described = new JsonObject
        {
            ["keytype"] = "ecdsa", ["scheme"] = "ecdsa-sha2-nistp256",
            ["keyval"] = new JsonObject { ["public"] = key.ExportSubjectPublicKeyInfoPem() + "\n" },
        };
        using var document = JsonDocument.Parse(described.ToJsonString());
        return (TufKey.IdOf(document.RootElement), described);
    }

    public async Task<HttpStatusCode> PutAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        using var response = await _http.PutAsync($"/repo/{path}", new ByteArrayContent(content), cancellationToken);
        return response.StatusCode;
    }

    public async Task<string> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(path, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    public static JsonObject Begin(string type, long version, Action<JsonObject>? change = null)
    {
        var signed = new JsonObject
        {
            ["_type"] = type, ["spec_version"] = "1.0.31", ["version"] = version, ["expires"] = "2039-01-01T00:00:00Z",
        };
        change?.Invoke(signed);
        return signed;
    }

    private static JsonObject Signature(ECDsa key, byte[] canonical) => new()
    {
        ["keyid"] = Describe(key).Id,
        ["sig"] = Convert.ToHexStringLower(key.SignData(
            canonical, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
    };

    private static byte[] Encode(JsonObject signed, JsonArray signatures) => Encoding.UTF8.GetBytes(
        new JsonObject { ["signed"] = signed.DeepClone(), ["signatures"] = signatures }.ToJsonString());
}
