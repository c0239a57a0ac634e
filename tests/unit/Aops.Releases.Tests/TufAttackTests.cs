using System.Text.Json.Nodes;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

/// <summary>The attacks of TUF 1.0.31, section 1.5.2, as far as they apply without delegations.</summary>
public sealed class TufAttackTests : IDisposable
{
    private readonly RepositoryBuilder _repository = new();
    private readonly TestHost _host;

    public TufAttackTests() => _host = new TestHost(_repository);

    public void Dispose() => _host.Dispose();

    private Task<TufRefresh> RefreshAsync(IReleaseSource? source = null) =>
        _host.Client(source ?? _repository.Source).RefreshAsync(CancellationToken.None);

    private Dictionary<string, byte[]> Copy() => new(_repository.Files);

    [Fact]
    public async Task Accepts_ASignedRepository()
    {
        _repository.AddAgent(TarBuilder.GoodPackage());
        _repository.Publish();
        var client = _host.Client(_repository.Source);

        Assert.Equal(new TufRefresh.Ok(1, 2), await client.RefreshAsync(CancellationToken.None));
        Assert.NotNull(client.FindAgent("1.0"));
        Assert.Null(client.FindAgent("2.0"));
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task ArbitrarySoftware_RefusesForeignKeys(string role)
    {
        _repository.Keys[role] = [RepositoryBuilder.NewKey()];
        _repository.Publish();

        var refused = Assert.IsType<TufRefresh.BadSignature>(await RefreshAsync());
        Assert.Equal(role, refused.Role);
    }

    [Fact]
    public async Task MaliciousMirror_RefusesAChangedByte()
    {
        var files = Copy();
        var text = System.Text.Encoding.UTF8.GetString(files["metadata/timestamp.json"]);
        files["metadata/timestamp.json"] = System.Text.Encoding.UTF8.GetBytes(text.Replace("2031", "2041"));

        Assert.IsType<TufRefresh.BadSignature>(await RefreshAsync(new MemorySource(files)));
    }

    [Fact]
    public async Task Rollback_RefusesAnOlderTimestamp()
    {
        var old = Copy();
        _repository.Publish();
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());

        var refused = Assert.IsType<TufRefresh.Rollback>(await RefreshAsync(new MemorySource(old)));
        Assert.Equal(new TufRefresh.Rollback("timestamp", 1, 2), refused);
    }

    [Fact]
    public async Task Rollback_RefusesAnOlderSnapshotUnderANewTimestamp()
    {
        var old = _repository.Files["metadata/1.snapshot.json"];
        _repository.Publish();
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        _repository.PublishTimestamp(old, snapshotVersion: 1);

        Assert.Equal(new TufRefresh.Rollback("snapshot", 1, 2), await RefreshAsync());
    }

    [Fact]
    public async Task Rollback_RefusesOlderTargetsUnderANewSnapshot()
    {
        var old = _repository.Files["metadata/1.targets.json"];
        _repository.Publish();
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        _repository.Versions["targets"] = 1;
        _repository.PublishSnapshot(old);

        Assert.Equal(new TufRefresh.Rollback("targets", 1, 2), await RefreshAsync());
    }

    [Fact]
    public async Task Rollback_IgnoresTheSameRootUnderANewNumber()
    {
        var files = Copy();
        files["metadata/2.root.json"] = files["metadata/1.root.json"];

        Assert.Equal(new TufRefresh.Rollback("root", 1, 1), await RefreshAsync(new MemorySource(files)));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task IndefiniteFreeze_RefusesExpiredMetadata(string role)
    {
        _repository.Expires[role] = "2029-12-31T23:59:59Z";
        if (role == "root") _repository.PublishRoot();
        _repository.Publish();

        Assert.Equal(role, Assert.IsType<TufRefresh.Expired>(await RefreshAsync()).Role);
    }

    [Fact]
    public async Task IndefiniteFreeze_RefusesOnceTheTimeHasCome_AndForgetsTargets()
    {
        _repository.AddAgent(TarBuilder.GoodPackage());
        _repository.Publish();
        var client = _host.Client(_repository.Source);
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));
        _host.Time.Now = new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.IsType<TufRefresh.Expired>(await client.RefreshAsync(CancellationToken.None));
        Assert.Empty(client.Targets);
    }

    [Theory]
    [InlineData("metadata/2.root.json")]
    [InlineData("metadata/timestamp.json")]
    [InlineData("metadata/1.snapshot.json")]
    [InlineData("metadata/1.targets.json")]
    public async Task EndlessData_StopsAtTheBound(string path)
    {
        var source = _repository.Source;
        var endless = new EndlessStream();
        source.Replace[path] = endless;

        var refused = await RefreshAsync(source);
        Assert.True(refused is TufRefresh.Malformed or TufRefresh.Mismatch, refused.Sentence);
        Assert.True(endless.BytesRead <= Contracts.Limits.TufTargetsBytesMax + 64 * 1024);
    }

    [Fact]
    public async Task MixAndMatch_RefusesTargetsOfAnotherSnapshot()
    {
        var other = Copy();
        _repository.AddAgent(TarBuilder.GoodPackage());
        _repository.Publish();
        var mixed = Copy();
        mixed["metadata/2.targets.json"] = other["metadata/1.targets.json"];

        Assert.IsType<TufRefresh.Mismatch>(await RefreshAsync(new MemorySource(mixed)));
    }

    [Fact]
    public async Task MixAndMatch_RefusesASnapshotThatTheTimestampDoesNotName()
    {
        _repository.Publish();
        var mixed = Copy();
        mixed["metadata/2.snapshot.json"] = mixed["metadata/1.snapshot.json"];

        Assert.IsType<TufRefresh.Mismatch>(await RefreshAsync(new MemorySource(mixed)));
    }

    [Fact]
    public async Task Snapshot_RefusesToLoseAFile()
    {
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        var snapshot = JsonNode.Parse(_repository.Files["metadata/1.snapshot.json"])!["signed"]!.AsObject();
        snapshot["version"] = 2;
        snapshot["meta"]!["role1.json"] = new JsonObject { ["version"] = 1 };
        _repository.Versions["snapshot"] = 2;
        var file = RepositoryBuilder.Sign(snapshot, _repository.Keys["snapshot"]);
        _repository.Files["metadata/2.snapshot.json"] = file;
        _repository.PublishTimestamp(file);
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        _repository.Publish();

        Assert.IsType<TufRefresh.Mismatch>(await RefreshAsync());
    }

    [Fact]
    public async Task KeyCompromise_BelowTheThresholdIsNotEnough()
    {
        _repository.Keys["targets"] = [RepositoryBuilder.NewKey(), RepositoryBuilder.NewKey()];
        _repository.Thresholds["targets"] = 2;
        _repository.PublishRoot();
        _repository.Keys["targets"].RemoveAt(1);
        _repository.Publish();

        Assert.Equal(new TufRefresh.BadSignature("targets", 1, 2), await RefreshAsync());
    }

    [Fact]
    public async Task KeyCompromise_OneKeyUnderTwoIdsCountsOnce()
    {
        var key = _repository.Keys["timestamp"][0];
        _repository.PublishRoot(change: root =>
        {
            root["keys"]!["alias"] = RepositoryBuilder.KeyJson(key);
            root["roles"]!["timestamp"]!["keyids"]!.AsArray().Add((JsonNode)"alias");
            root["roles"]!["timestamp"]!["threshold"] = 2;
        });
        _repository.Publish();
        var timestamp = JsonNode.Parse(_repository.Files["metadata/timestamp.json"])!;
        var again = timestamp["signatures"]![0]!.DeepClone();
        again["keyid"] = "alias";
        timestamp["signatures"]!.AsArray().Add(again);
        _repository.Files["metadata/timestamp.json"] = System.Text.Encoding.UTF8.GetBytes(timestamp.ToJsonString());

        Assert.Equal(new TufRefresh.BadSignature("timestamp", 1, 2), await RefreshAsync());
    }

    [Fact]
    public async Task Refuses_OneSignatureTwice()
    {
        var timestamp = JsonNode.Parse(_repository.Files["metadata/timestamp.json"])!;
        timestamp["signatures"]!.AsArray().Add(timestamp["signatures"]![0]!.DeepClone());
        _repository.Files["metadata/timestamp.json"] = System.Text.Encoding.UTF8.GetBytes(timestamp.ToJsonString());

        Assert.IsType<TufRefresh.Malformed>(await RefreshAsync());
    }

    [Fact]
    public async Task FastForward_IsRecoveredFromByRotatingKeys()
    {
        // The attacker had the timestamp and snapshot keys, and pushed their versions up.
        _repository.Versions["timestamp"] = 1_000_000;
        _repository.Versions["snapshot"] = 1_000_000;
        _repository.Publish();
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        _repository.Versions["timestamp"] = 2;
        _repository.Versions["snapshot"] = 2;
        _repository.Publish();
        Assert.IsType<TufRefresh.Rollback>(await RefreshAsync());

        // One of two keys stays, so that the old signatures would still be good.
        _repository.Keys["timestamp"].Add(RepositoryBuilder.NewKey());
        _repository.Keys["snapshot"].Add(RepositoryBuilder.NewKey());
        _repository.PublishRoot();
        _repository.Publish();

        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
    }

    [Fact]
    public async Task Root_FollowsAChain_AndReadsItFromTheStoreAfterwards()
    {
        for (var i = 0; i < 3; i++)
        {
            var old = _repository.Keys["root"].ToList();
            _repository.Keys["root"] = [RepositoryBuilder.NewKey()];
            _repository.PublishRoot(alsoSignedBy: old);
        }
        Assert.Equal(4, Assert.IsType<TufRefresh.Ok>(await RefreshAsync()).RootVersion);
        var source = _repository.Source;

        Assert.Equal(4, Assert.IsType<TufRefresh.Ok>(await RefreshAsync(source)).RootVersion);
        Assert.Equal("metadata/5.root.json", source.Asked[0]);
    }

    [Fact]
    public async Task Root_RefusesARotationThatTheOldKeysDidNotSign()
    {
        _repository.Keys["root"] = [RepositoryBuilder.NewKey()];
        _repository.PublishRoot();

        Assert.Equal(new TufRefresh.BadSignature("root", 0, 1), await RefreshAsync());
    }

    [Fact]
    public async Task Root_RefusesARotationThatItsOwnKeysDidNotSign()
    {
        var old = _repository.Keys["root"].ToList();
        var fresh = RepositoryBuilder.NewKey();
        _repository.PublishRoot(change: root =>
        {
            root["keys"]![RepositoryBuilder.KeyId(fresh)] = RepositoryBuilder.KeyJson(fresh);
            root["roles"]!["root"]!["keyids"] = new JsonArray((JsonNode)RepositoryBuilder.KeyId(fresh));
        });
        Assert.Single(old);

        Assert.Equal(new TufRefresh.BadSignature("root", 0, 1), await RefreshAsync());
    }

    [Fact]
    public async Task Root_RefusesBelowItsNewThreshold()
    {
        _repository.Keys["root"].Add(RepositoryBuilder.NewKey());
        _repository.Thresholds["root"] = 3;
        _repository.PublishRoot();

        Assert.Equal(new TufRefresh.BadSignature("root", 2, 3), await RefreshAsync());
    }

    [Fact]
    public async Task Root_RefusesAGapInTheChain()
    {
        _repository.Versions["root"] = 2;
        _repository.PublishRoot();
        _repository.Files["metadata/2.root.json"] = _repository.Files["metadata/3.root.json"];

        Assert.IsType<TufRefresh.Mismatch>(await RefreshAsync());
    }

    [Fact]
    public async Task Unreachable_KeepsWhatWasKnown()
    {
        _repository.AddAgent(TarBuilder.GoodPackage());
        _repository.Publish();
        var source = _repository.Source;
        var client = _host.Client(source);
        await client.RefreshAsync(CancellationToken.None);
        source.Fault = new ReleaseSourceException("no route");

        Assert.IsType<TufRefresh.Unreachable>(await client.RefreshAsync(CancellationToken.None));
        Assert.NotNull(client.FindAgent("1.0"));
    }

    [Fact]
    public async Task DamagedStore_IsFetchedAgain()
    {
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        foreach (var file in Directory.GetFiles(_host.Layout.Tuf)) File.WriteAllText(file, "{\"sig");

        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
    }

    [Fact]
    public async Task NoTrust_IsSaid()
    {
        File.Delete(_host.Layout.TrustRoot);

        Assert.IsType<TufRefresh.NoTrust>(await RefreshAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"signed":{"_type":"snapshot","spec_version":"1.0.31"},"signatures":[]}""")]
    [InlineData("""{"signed":{"_type":"timestamp","spec_version":"2.0.0"},"signatures":[]}""")]
    [InlineData("""{"signed":{"_type":"timestamp","spec_version":"1.0.31"},"signatures":{}}""")]
    [InlineData("""{"signed":{"_type":"timestamp","spec_version":"1.0.31","a":1,"a":2},"signatures":[]}""")]
    public async Task Malformed_IsRefused(string json)
    {
        var files = Copy();
        files["metadata/timestamp.json"] = System.Text.Encoding.UTF8.GetBytes(json);

        Assert.IsType<TufRefresh.Malformed>(await RefreshAsync(new MemorySource(files)));
    }
}
