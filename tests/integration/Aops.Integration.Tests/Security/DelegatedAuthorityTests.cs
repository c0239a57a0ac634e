using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;
using Microsoft.AspNetCore.Http;

namespace Aops.Integration.Tests.Security;

/// <summary>A publisher, with a server in its hands, that signs another authority and address for the fleet.</summary>
public sealed class DelegatedAuthorityTests : IAsyncLifetime
{
    private const string Target = "fleet/authority.json";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Fleet _fleet = new("delegated");
    private AgentHost _agent = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Metadata => Path.Combine(_fleet.Workshop.Repository, "metadata");

    public async ValueTask InitializeAsync()
    {
        await _fleet.Workshop.InitAsync(Stop);
        await _fleet.Workshop.AddAgentAsync(
            _fleet.Stage.Agent(PublishedPrograms.First), PublishedPrograms.First, Stop);
        await _fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, Stop);
        await _fleet.StartServerAsync(Stop);
        await _fleet.PublishAsync(Stop);
        _agent = await _fleet.InstallAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.ServiceAsync(CancellationToken.None, "uninstall");
        ProcessesWithin.KillAll(_agent.Layout.Root);
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Sec_M6_AuthorityOfADelegatedPublisher_IsNotTaken()
    {
        var (trust, url) = (await File.ReadAllTextAsync(_agent.Layout.TrustCa, Stop), _fleet.Server.Url);
        await DelegateAndSignAsync();
        await _fleet.Server.StopAsync();
        var targets = new TaskCompletionSource();
        await using var hostile = await HostileServer.StartAsync(
            _fleet.Server.Data, url.Port, _ => HostileServer.Reply(more: ",\"authorityGeneration\":9"), async context =>
            {
                var path = context.Request.Path.Value!;
                var file = Path.Combine(_fleet.Workshop.Repository, path["/repo/".Length..]);
                if (!path.StartsWith("/repo/", StringComparison.Ordinal) || !File.Exists(file))
                {
                    context.Response.StatusCode = 404;
                    return;
                }
                await context.Response.SendFileAsync(file);
                if (path.EndsWith(".targets.json", StringComparison.Ordinal)) targets.TrySetResult();
            });

        await targets.Task.WaitAsync(Soon, Stop);
        // What follows a look is decided before the heartbeats after it are answered.
        var answered = hostile.Heartbeats + 3;
        _agent.EditConf(("heartbeatInterval", "1s"));
        await Eventually.HoldsAsync("the host goes on", Soon, () => hostile.Heartbeats >= answered, Stop);

        var status = await _agent.WaitForAsync(
            Role.Spm, "tells of its connection", s => s.Agent.Connection is not null, Soon, Stop);
        Assert.Equal((ConnectionReport.Proven, 0L), (status.Agent.Connection!.State, status.Agent.Connection.Generation));
        Assert.Null(status.Agent.Connection.FailedGeneration);
        Assert.Equal(url.GetLeftPart(UriPartial.Authority), status.HeartbeatServer);
        Assert.Equal(trust, await File.ReadAllTextAsync(_agent.Layout.TrustCa, Stop));
    }

    // The delegation is as wide as it can be, which the tool does not make: a slip of the operator's.
    private async Task DelegateAndSignAsync()
    {
        using var team = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keyFile = Path.Combine(_fleet.Root.Path, "team.pem");
        await File.WriteAllTextAsync(keyFile, team.ExportPkcs8PrivateKeyPem(), Stop);
        await _fleet.Workshop.DelegateAsync("team", keyFile, "ticker", Stop);
        var listed = Newest("targets");
        var document = JsonNode.Parse(await File.ReadAllTextAsync(listed, Stop))!;
        var role = document["signed"]!["delegations"]!["roles"]![0]!;
        role["paths"] = new JsonArray("*", "*/*", "*/*/*", Target);
        using var operators = ECDsa.Create();
        operators.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(_fleet.Workshop.Keys, "targets.pem"), Stop));
        Sign(document, operators);
        await File.WriteAllTextAsync(listed, document.ToJsonString(Plain), Stop);

        var content = Encoding.UTF8.GetBytes("""{"schema":1,"generation":9,"addresses":["https://127.0.0.1:1"]}""");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var folder = Directory.CreateDirectory(Path.Combine(_fleet.Workshop.Repository, "targets/fleet")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{sha256}.authority.json"), content, Stop);
        var theirs = new JsonObject
        {
            ["signatures"] = new JsonArray(new JsonObject { ["keyid"] = (string)role["keyids"]![0]!, ["sig"] = "" }),
            ["signed"] = new JsonObject
            {
                ["_type"] = "targets", ["expires"] = "2040-01-01T00:00:00Z", ["spec_version"] = "1.0.31",
                ["targets"] = new JsonObject
                {
                    [Target] = new JsonObject
                    {
                        ["custom"] = new JsonObject { ["kind"] = "authority", ["version"] = "9" },
                        ["hashes"] = new JsonObject { ["sha256"] = sha256 },
                        ["length"] = content.Length,
                    },
                },
                ["version"] = 1,
            },
        };
        Sign(theirs, team);
        await File.WriteAllTextAsync(Path.Combine(Metadata, "1.team.json"), theirs.ToJsonString(Plain), Stop);
        await _fleet.Workshop.RefreshAsync(30, Stop);
    }

    private string Newest(string role) => Directory.GetFiles(Metadata, $"*.{role}.json")
        .MaxBy(file => int.Parse(Path.GetFileName(file).Split('.')[0]))!;

    private static void Sign(JsonNode document, ECDsa key) => document["signatures"]![0]!["sig"] =
        Convert.ToHexStringLower(key.SignData(Encoding.UTF8.GetBytes(Canonical(document["signed"]!)),
            HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    // What signatures are made over: no white space, sorted members, and strings as they are.
    private static string Canonical(JsonNode node) => node switch
    {
        JsonObject members => "{" + string.Join(',', members.OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => $"\"{m.Key}\":{Canonical(m.Value!)}")) + "}",
        JsonArray items => "[" + string.Join(',', items.Select(item => Canonical(item!))) + "]",
        _ when node.GetValueKind() == JsonValueKind.String => $"\"{(string)node!}\"",
        _ => node.ToJsonString(),
    };
}
