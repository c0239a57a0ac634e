using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// The operator's token without a key of the publisher: nothing that it puts into the repository reaches a host, and
/// nothing that it puts there keeps the publisher from publishing.
/// </summary>
public sealed class UnsignedRepositoryTests : IAsyncLifetime
{
    private const long Poison = (1L << 53) - 1;
    private const string Program = "aops-agent-service-linux-amd64";

    private static readonly byte[] Evil = Encoding.UTF8.GetBytes("#!/bin/sh\necho INJECTED\nid\nexit 0\n");

    private readonly Fleet _fleet = new("sec");
    private RepositoryAttacker _attacker = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _fleet.Workshop.InitAsync(Stop);
        await _fleet.Workshop.AddAgentAsync(
            _fleet.Stage.Agent(PublishedPrograms.First), PublishedPrograms.First, Stop);
        await _fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, Stop);
        await _fleet.StartServerAsync(Stop);
        _attacker = new RepositoryAttacker(_fleet);
    }

    public async ValueTask DisposeAsync()
    {
        _attacker?.Dispose();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Sec_H2_UnsignedRelease_IsRefused_AndTheOneLinerInstallsThePublishers()
    {
        await _fleet.PublishAsync(Stop);
        var targets = _attacker.Sign(_attacker.Bootstrap(9, RepositoryAttacker.Sha256(Evil), Evil.Length));
        var snapshot = _attacker.Sign(_attacker.Naming("snapshot", 9, "targets.json", targets, 9));
        await _attacker.PutAsync($"targets/bootstrap/{RepositoryAttacker.Sha256(Evil)}.{Program}", Evil, Stop);

        await AssertRefusedAsync("metadata/9.targets.json", targets);
        await AssertRefusedAsync("metadata/9.snapshot.json", snapshot);
        await AssertRefusedAsync(
            "metadata/timestamp.json", _attacker.Sign(_attacker.Naming("timestamp", 9, "snapshot.json", snapshot, 9)));

        Assert.DoesNotContain(
            RepositoryAttacker.Sha256(Evil), await _attacker.GetAsync("/install.sh", Stop), StringComparison.Ordinal);
        await AssertHostsInstallAsync();
    }

    [Fact]
    public async Task Sec_H2_UnsignedRelease_BeforeTheFirstPublish_IsRefused_AndDoesNotStandInTheWay()
    {
        var root = RepositoryAttacker.Begin("root", 1, signed =>
        {
            signed["consistent_snapshot"] = true;
            signed["keys"] = new JsonObject();
            signed["roles"] = new JsonObject(new[] { "root", "timestamp", "snapshot", "targets" }.Select(role =>
                KeyValuePair.Create<string, JsonNode?>(
                    role, new JsonObject { ["keyids"] = new JsonArray(), ["threshold"] = 1 })));
        });
        await AssertRefusedAsync("metadata/1.root.json", _attacker.Sign(root));
        await AssertRefusedAsync("metadata/1.targets.json",
            _attacker.Sign(_attacker.Bootstrap(1, RepositoryAttacker.Sha256(Evil), Evil.Length)));

        var output = await Command.RunAsync(
            "/bin/sh", ["-c", _fleet.CurlLine(_fleet.NewHost().Layout.Root, "TOKEN")], Stop);
        Assert.DoesNotContain("INJECTED", output.Output, StringComparison.Ordinal);
        await AssertPublishesAndHostsInstallAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sec_H2_HashThatIsShell_IsNotPutIntoTheScript(bool isSigned)
    {
        await _fleet.PublishAsync(Stop);
        const string hash = "0'; echo INJECTED; id; exit 0; #";
        string[] KeysOf(string role) => isSigned ? [role] : [];
        var targets = _attacker.Sign(_attacker.Bootstrap(9, hash, 10), KeysOf("targets"));
        var snapshot = _attacker.Sign(_attacker.Naming("snapshot", 9, "targets.json", targets, 9), KeysOf("snapshot"));
        var timestamp = _attacker.Sign(
            _attacker.Naming("timestamp", 9, "snapshot.json", snapshot, 9), KeysOf("timestamp"));
        foreach (var (path, content) in new[]
        {
            ("9.targets.json", targets), ("9.snapshot.json", snapshot), ("timestamp.json", timestamp),
        })
        {
            await _attacker.PutAsync($"metadata/{path}", content, Stop);
        }

        var result = await Command.RunAsync(
            "/bin/sh", ["-c", _fleet.CurlLine(_fleet.NewHost().Layout.Root, "TOKEN")], Stop);

        Assert.DoesNotContain("INJECTED", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("INJECTED", await _attacker.GetAsync("/install.sh", Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unsigned")]
    [InlineData("by-another-key")]
    [InlineData("by-the-new-key-only")]
    public async Task Sec_H2_RootThatTheOldKeysDidNotSign_IsRefused_AndHostsInstall(string kind)
    {
        await _fleet.PublishAsync(Stop);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = _attacker.Read("1.root.json");
        root["version"] = 2;
        if (kind == "by-the-new-key-only")
        {
            var (id, described) = RepositoryAttacker.Describe(key);
            root["keys"]![id] = described;
            foreach (var (_, role) in root["roles"]!.AsObject()) role!["keyids"] = new JsonArray(id);
        }

        await AssertRefusedAsync("metadata/2.root.json",
            kind == "unsigned" ? _attacker.Sign(root) : RepositoryAttacker.SignByAnother(root, key));

        await AssertPublishesAndHostsInstallAsync();
    }

    [Fact]
    public async Task Sec_H2_PoisonedTimestamp_AndJunkSnapshot_DoNotLockThePublisherOut()
    {
        await _fleet.PublishAsync(Stop);
        var now = _attacker.Read("timestamp.json")["meta"]!["snapshot.json"]!["version"]!.GetValue<int>();
        var junk = _attacker.Sign(_attacker.Naming("snapshot", now + 1, "targets.json", [1], 1));

        await AssertRefusedAsync($"metadata/{now + 1}.snapshot.json", junk);
        var poisoned = _attacker.Read("timestamp.json");
        poisoned["version"] = Poison;
        await AssertRefusedAsync("metadata/timestamp.json", _attacker.Sign(poisoned));

        await _fleet.Workshop.RefreshAsync(days: 5, Stop);
        await AssertPublishesAndHostsInstallAsync();
    }

    [Fact]
    public async Task Sec_H2_ThresholdThatIsNotMet_IsRefused()
    {
        var added = Path.Combine(_fleet.Workshop.Keys, "second.pem");
        (await Command.RunAsync(_fleet.Programs.Program("aops-release"),
        [
            "add-key", "--repo", _fleet.Workshop.Repository, "--role", "targets", "--new-key", added, "--threshold", "2",
            "--keys", _fleet.Workshop.Keys,
        ], Stop)).MustSucceed();
        await _fleet.PublishAsync(Stop);
        var targets = _attacker.Bootstrap(9, RepositoryAttacker.Sha256(Evil), Evil.Length);

        await AssertRefusedAsync("metadata/9.targets.json", _attacker.Sign(targets, "targets"));
        await AssertRefusedAsync("metadata/9.targets.json", _attacker.Sign(targets, "targets", "snapshot"));
    }

    [Fact]
    public async Task Sec_H2_SignedTargets_WithASnapshotOfAnother_AreNotPublished()
    {
        await _fleet.PublishAsync(Stop);
        var targets = _attacker.Sign(_attacker.Bootstrap(9, RepositoryAttacker.Sha256(Evil), Evil.Length), "targets");
        await _attacker.PutAsync($"targets/bootstrap/{RepositoryAttacker.Sha256(Evil)}.{Program}", Evil, Stop);
        await _attacker.PutAsync("metadata/9.targets.json", targets, Stop);
        var unsigned = _attacker.Sign(_attacker.Naming("snapshot", 9, "targets.json", targets, 9));

        await AssertRefusedAsync("metadata/9.snapshot.json", unsigned);
        // Signed, but for other targets than those that are there.
        var other = _attacker.Sign(_attacker.Naming("snapshot", 9, "targets.json", [1, 2, 3], 9), "snapshot");
        await _attacker.PutAsync("metadata/9.snapshot.json", other, Stop);
        await AssertRefusedAsync("metadata/timestamp.json", _attacker.Sign(
            _attacker.Naming("timestamp", 9, "snapshot.json", other, 9), "timestamp"));

        Assert.DoesNotContain(
            RepositoryAttacker.Sha256(Evil), await _attacker.GetAsync("/install.sh", Stop), StringComparison.Ordinal);
        await AssertPublishesAndHostsInstallAsync();
    }

    [Fact]
    public async Task Sec_H2_UnsignedFilesOfAnOlderServer_ArePutAsideAtTheStart()
    {
        await _fleet.PublishAsync(Stop);
        await _fleet.Server.StopAsync();
        var metadata = Path.Combine(_fleet.Server.Repository, "metadata");
        var root = _attacker.Read("1.root.json");
        root["version"] = 2;
        await File.WriteAllBytesAsync(Path.Combine(metadata, "2.root.json"), _attacker.Sign(root), Stop);
        var poisoned = _attacker.Read("timestamp.json");
        poisoned["version"] = Poison;
        await File.WriteAllBytesAsync(Path.Combine(metadata, "timestamp.json"), _attacker.Sign(poisoned), Stop);
        await File.WriteAllBytesAsync(Path.Combine(metadata, "9.snapshot.json"), "junk"u8.ToArray(), Stop);

        await _fleet.Server.StartAsync(Stop);

        await AssertPublishesAndHostsInstallAsync();
        Assert.False(File.Exists(Path.Combine(metadata, "2.root.json")));
        Assert.False(File.Exists(Path.Combine(metadata, "9.snapshot.json")));
    }

    private async Task AssertRefusedAsync(string path, byte[] content) => Assert.Contains(
        await _attacker.PutAsync(path, content, Stop), new[] { HttpStatusCode.BadRequest, HttpStatusCode.Conflict });

    private async Task AssertPublishesAndHostsInstallAsync()
    {
        await _fleet.Workshop.RefreshAsync(days: 6, Stop);
        await _fleet.PublishAsync(Stop);
        await AssertHostsInstallAsync();
    }

    private async Task AssertHostsInstallAsync()
    {
        var agent = await _fleet.InstallAsync(Stop);
        (await agent.ServiceAsync(Stop, "uninstall")).MustSucceed();
    }
}
