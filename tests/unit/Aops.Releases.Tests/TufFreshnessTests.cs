using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

/// <summary>Rollback, indefinite freeze and fast-forward (TUF 1.0.31, section 1.5.2).</summary>
public sealed class TufFreshnessTests : TufTest
{
    [Fact]
    public async Task Rollback_RefusesAnOlderTimestamp()
    {
        var old = Copy();
        Repository.Publish();
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());

        var refused = Assert.IsType<TufRefresh.Rollback>(await RefreshAsync(new MemorySource(old)));
        Assert.Equal(new TufRefresh.Rollback("timestamp", 1, 2), refused);
    }

    [Fact]
    public async Task Rollback_RefusesAnOlderSnapshotUnderANewTimestamp()
    {
        var old = Repository.Files["metadata/1.snapshot.json"];
        Repository.Publish();
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        Repository.PublishTimestamp(old, snapshotVersion: 1);

        Assert.Equal(new TufRefresh.Rollback("snapshot", 1, 2), await RefreshAsync());
    }

    [Fact]
    public async Task Rollback_RefusesOlderTargetsUnderANewSnapshot()
    {
        var old = Repository.Files["metadata/1.targets.json"];
        Repository.Publish();
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        Repository.Versions["targets"] = 1;
        Repository.PublishSnapshot(old);

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
        Repository.Expires[role] = "2029-12-31T23:59:59Z";
        if (role == "root") Repository.PublishRoot();
        Repository.Publish();

        Assert.Equal(role, Assert.IsType<TufRefresh.Expired>(await RefreshAsync()).Role);
    }

    [Fact]
    public async Task IndefiniteFreeze_RefusesOnceTheTimeHasCome_AndForgetsTargets()
    {
        Repository.AddAgent(TarBuilder.GoodPackage());
        Repository.Publish();
        var client = Host.Client(Repository.Source);
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));
        Host.Time.Now = new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.IsType<TufRefresh.Expired>(await client.RefreshAsync(CancellationToken.None));
        Assert.Empty(client.Targets);
    }

    [Fact]
    public async Task FastForward_IsRecoveredFromByRotatingKeys()
    {
        // The attacker had the timestamp and snapshot keys, and pushed their versions up.
        Repository.Versions["timestamp"] = 1_000_000;
        Repository.Versions["snapshot"] = 1_000_000;
        Repository.Publish();
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        Repository.Versions["timestamp"] = 2;
        Repository.Versions["snapshot"] = 2;
        Repository.Publish();
        Assert.IsType<TufRefresh.Rollback>(await RefreshAsync());

        // One of two keys stays, so that the old signatures would still be good.
        Repository.Keys["timestamp"].Add(RepositoryBuilder.NewKey());
        Repository.Keys["snapshot"].Add(RepositoryBuilder.NewKey());
        Repository.PublishRoot();
        Repository.Publish();

        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
    }
}
