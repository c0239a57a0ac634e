using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Aops.Server.Tests.Support;

/// <summary>Publishes as the release tool does; the signatures are empty, as the server does not look at them.</summary>
internal static class TestRepository
{
    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static async Task<HttpStatusCode> PutAsync(HttpClient client, string path, byte[] bytes)
    {
        using var response = await client.PutAsync("/repo/" + path, new ByteArrayContent(bytes));
        return response.StatusCode;
    }

    public static Task<(HttpStatusCode Status, JsonNode? Body)> PutAsync(HttpClient client, string path, string text) =>
        client.SendAsync(HttpMethod.Put, "/repo/" + path, text);

    public static string Metadata(string type, long version, string? refersTo = null, long refersToVersion = 0)
    {
        var signed = new JsonObject { ["_type"] = type, ["version"] = version };
        if (refersTo is not null)
        {
            signed["meta"] = new JsonObject
            {
                [$"{refersTo}.json"] = new JsonObject { ["version"] = refersToVersion },
            };
        }
        return new JsonObject { ["signed"] = signed, ["signatures"] = new JsonArray() }.ToJsonString();
    }

    /// <summary>Publishes an agent release, a sub-agent release and a bootstrap program.</summary>
    public static async Task PublishAsync(HttpClient client, long version, string agentVersion, byte[] bootstrap)
    {
        var agent = Encoding.UTF8.GetBytes($"agent {agentVersion}");
        var metrics = Encoding.UTF8.GetBytes("metrics");
        var targets = new JsonObject
        {
            [$"agent/{agentVersion}/aops-agent-linux-x64.tar.zst"] = Target(agent, "agent", "aops-agent", agentVersion),
            ["subagents/host-metrics/1.0.0/host-metrics-linux-x64.tar.zst"] =
                Target(metrics, "subagent", "host-metrics", "1.0.0"),
            ["bootstrap/aops-agent-service-linux-amd64"] =
                Target(bootstrap, "bootstrap", "aops-agent-service", agentVersion),
        };
        var signed = new JsonObject { ["_type"] = "targets", ["version"] = version, ["targets"] = targets };
        var document = new JsonObject { ["signed"] = signed, ["signatures"] = new JsonArray() };

        Assert.True(IsPut(await PutAsync(
            client, $"targets/bootstrap/{Sha256(bootstrap)}.aops-agent-service-linux-amd64", bootstrap)));
        foreach (var (path, text) in new[]
        {
            ($"metadata/{version}.targets.json", document.ToJsonString()),
            ($"metadata/{version}.snapshot.json", Metadata("snapshot", version, "targets", version)),
            ("metadata/timestamp.json", Metadata("timestamp", version, "snapshot", version)),
        })
        {
            var (status, body) = await PutAsync(client, path, text);
            Assert.True(IsPut(status), body?.ToJsonString());
        }
    }

    /// <summary>Publishes an empty targets file that delegates names to one publisher, and that publisher's targets.</summary>
    public static async Task PublishDelegatedAsync(
        HttpClient client, string publisher, string path, params (string Target, string Kind, string Name)[] listed)
    {
        static string Signed(JsonObject signed) =>
            new JsonObject { ["signed"] = signed, ["signatures"] = new JsonArray() }.ToJsonString();
        var role = new JsonObject { ["name"] = publisher, ["paths"] = new JsonArray(path) };
        var targets = new JsonObject
        {
            ["_type"] = "targets", ["version"] = 1, ["targets"] = new JsonObject(),
            ["delegations"] = new JsonObject { ["keys"] = new JsonObject(), ["roles"] = new JsonArray(role) },
        };
        var theirs = new JsonObject
        {
            ["_type"] = "targets", ["version"] = 1,
            ["targets"] = new JsonObject(listed.Select(t => KeyValuePair.Create<string, JsonNode?>(
                t.Target, Target([1], t.Kind, t.Name, t.Target.Split('/')[^2])))),
        };
        var snapshot = JsonNode.Parse(Metadata("snapshot", 1, "targets", 1))!;
        snapshot["signed"]!["meta"]![$"{publisher}.json"] = new JsonObject { ["version"] = 1 };
        foreach (var (file, text) in new[]
        {
            ("metadata/1.targets.json", Signed(targets)), ($"metadata/1.{publisher}.json", Signed(theirs)),
            ("metadata/1.snapshot.json", snapshot.ToJsonString()),
            ("metadata/timestamp.json", Metadata("timestamp", 1, "snapshot", 1)),
        })
        {
            var (status, body) = await PutAsync(client, file, text);
            Assert.True(IsPut(status), body?.ToJsonString());
        }
    }

    private static bool IsPut(HttpStatusCode status) => status is HttpStatusCode.Created or HttpStatusCode.NoContent;

    private static JsonObject Target(byte[] bytes, string kind, string name, string version) => new()
    {
        ["length"] = bytes.Length,
        ["hashes"] = new JsonObject { ["sha256"] = Sha256(bytes) },
        ["custom"] = new JsonObject
        {
            ["kind"] = kind, ["name"] = name, ["version"] = version, ["architecture"] = "x64",
        },
    };
}
