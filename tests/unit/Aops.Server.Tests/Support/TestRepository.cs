using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;
using Aops.RepositorySimulator;

namespace Aops.Server.Tests.Support;

/// <summary>A publisher with keys of its own, who sends what it signs in the order of the release tool.</summary>
internal sealed class TestRepository
{
    public const string Bootstrap = "bootstrap/aops-agent-service-linux-amd64";

    /// <summary>Its sibling for 64-bit ARM.</summary>
    public const string BootstrapArm64 = "bootstrap/aops-agent-service-linux-arm64";

    public RepositoryBuilder Builder { get; } = new();

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static async Task<HttpStatusCode> PutAsync(HttpClient client, string path, byte[] bytes)
    {
        using var response = await client.PutAsync("/repo/" + path, new ByteArrayContent(bytes));
        return response.StatusCode;
    }

    public static Task<(HttpStatusCode Status, JsonNode? Body)> PutAsync(HttpClient client, string path, string text) =>
        client.SendAsync(HttpMethod.Put, "/repo/" + path, text);

    /// <summary>Metadata that nobody signed.</summary>
    public static string Unsigned(string type, long version)
    {
        var signed = new JsonObject
        {
            ["_type"] = type, ["spec_version"] = "1.0.31", ["version"] = version, ["expires"] = "2031-01-01T00:00:00Z",
        };
        Fill(type, signed);
        return new JsonObject { ["signed"] = signed, ["signatures"] = new JsonArray() }.ToJsonString();
    }

    /// <summary>Publishes a suite, a sub-agent and a bootstrap program.</summary>
    public static async Task<TestRepository> PublishAsync(HttpClient client, string agentVersion, byte[] bootstrap)
    {
        var repository = new TestRepository();
        repository.Add(agentVersion, bootstrap);
        await repository.SendAsync(client);
        return repository;
    }

    /// <summary>Signs a suite, a sub-agent and a bootstrap program.</summary>
    public void Add(string agentVersion, byte[] bootstrap)
    {
        AddRelease("targets", $"agent/{agentVersion}/aops-agent-linux-x64.tar.zst",
            Encoding.UTF8.GetBytes($"agent {agentVersion}"), "agent", "aops-agent", agentVersion);
        AddRelease("targets", "subagents/host-metrics/1.0.0/host-metrics-linux-x64.tar.zst",
            Encoding.UTF8.GetBytes("metrics"), "subagent", "host-metrics", "1.0.0");
        AddRelease("targets", Bootstrap, bootstrap, "bootstrap", "aops-agent-service", agentVersion);
        Builder.Publish();
    }

    /// <summary>Lists a release in a role; the metadata comes with <see cref="RepositoryBuilder.Publish"/>.</summary>
    public void AddRelease(
        string role, string target, byte[] content, string kind, string name, string version, string architecture = "x64") =>
        Builder.AddTarget(role, target, content, new JsonObject
        {
            ["kind"] = kind, ["name"] = name, ["version"] = version, ["architecture"] = architecture,
        });

    /// <summary>Lists a runbook with an open and a secret parameter; the metadata comes with <see cref="RepositoryBuilder.Publish"/>.</summary>
    public void AddRunbook(string name, string version, bool needsSignature = false) => Builder.AddTarget(
        "targets", $"runbooks/{name}/{version}.json", new Runbook
        {
            Name = name, Version = version, Title = "Restarts a unit", Description = "Restarts one unit of systemd.",
            NeedsSignature = needsSignature,
            Parameters =
            [
                new RunbookParameter { Name = "unit", Pattern = "[a-z.]+", IsRequired = true },
                new RunbookParameter { Name = "password", Pattern = ".+", IsSecret = true },
            ],
            Command = new RunCommand { Args = ["systemctl", "restart", "${unit}"], TimeoutSeconds = 60 },
        }.ToJson(),
        new JsonObject { ["kind"] = Runbook.Kind, ["name"] = name, ["version"] = version });

    /// <summary>Lists a playbook with a typed parameter; the metadata comes with <see cref="RepositoryBuilder.Publish"/>.</summary>
    public void AddPlaybook(string name, string version, bool mayCheck = true) => Builder.AddTarget(
        "targets", $"runbooks/{name}/{version}.json", new Runbook
        {
            Name = name, Version = version, Title = "Sets up the web", Description = "Writes the files of the web server.",
            Parameters = [new RunbookParameter { Name = "port", Type = ParameterType.Integer }],
            Command = new RunCommand { Args = [Playbook.ProgramName], TimeoutSeconds = 60 },
            Playbook = new Playbook
            {
                Archive = new PlaybookArchive { Sha256 = new string('a', 64), LengthBytes = 1, UnpackedBytes = 1 },
                File = "site.yml", MayCheck = mayCheck, Requires = new PlaybookRequirements { Commands = ["rsync"] },
            },
        }.ToJson(),
        new JsonObject { ["kind"] = Runbook.Kind, ["name"] = name, ["version"] = version });

    /// <summary>The newest file of each role, and every root and blob, in order.</summary>
    public IEnumerable<string> InOrder()
    {
        foreach (var blob in Builder.Files.Keys.Where(path => path.StartsWith("targets/", StringComparison.Ordinal)))
            yield return blob;
        for (var root = 1; root <= Builder.Versions["root"]; root++) yield return $"metadata/{root}.root.json";
        foreach (var role in Builder.Versions.Keys.Except(["root", "snapshot", "timestamp"])) yield return PathOf(role);
        yield return PathOf("snapshot");
        yield return "metadata/timestamp.json";
    }

    /// <summary>Path of a role's newest file.</summary>
    public string PathOf(string role) => $"metadata/{Builder.Versions[role]}.{role}.json";

    /// <summary>Sends everything; each file must be taken.</summary>
    public async Task SendAsync(HttpClient client)
    {
        foreach (var path in InOrder()) await SendAsync(client, path);
    }

    /// <summary>Sends one file, which must be taken.</summary>
    public async Task SendAsync(HttpClient client, string path)
    {
        var (status, body) = await TrySendAsync(client, path);
        Assert.True(status is HttpStatusCode.Created or HttpStatusCode.NoContent, $"{path}: {body?.ToJsonString()}");
    }

    /// <summary>Sends one file.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> TrySendAsync(HttpClient client, string path)
    {
        using var response = await client.PutAsync("/repo/" + path, new ByteArrayContent(Builder.Files[path]));
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    private static void Fill(string type, JsonObject signed)
    {
        switch (type)
        {
            case "targets":
                signed["targets"] = new JsonObject();
                break;
            case "root":
                signed["consistent_snapshot"] = true;
                signed["keys"] = new JsonObject();
                signed["roles"] = new JsonObject(new[] { "root", "timestamp", "snapshot", "targets" }.Select(role =>
                    KeyValuePair.Create<string, JsonNode?>(
                        role, new JsonObject { ["keyids"] = new JsonArray(), ["threshold"] = 1 })));
                break;
            default:
                signed["meta"] = new JsonObject
                {
                    [type == "timestamp" ? "snapshot.json" : "targets.json"] = new JsonObject { ["version"] = 1 },
                };
                break;
        }
    }
}
