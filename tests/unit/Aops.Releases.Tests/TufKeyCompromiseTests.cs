using System.Text.Json.Nodes;
using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

/// <summary>Stolen keys below the threshold, and the chain of roots (TUF 1.0.31, sections 1.5.2 and 5.3).</summary>
public sealed class TufKeyCompromiseTests : TufTest
{
    [Fact]
    public async Task KeyCompromise_BelowTheThresholdIsNotEnough()
    {
        Repository.Keys["targets"] = [RepositoryBuilder.NewKey(), RepositoryBuilder.NewKey()];
        Repository.Thresholds["targets"] = 2;
        Repository.PublishRoot();
        Repository.Keys["targets"].RemoveAt(1);
        Repository.Publish();

        Assert.Equal(new TufRefresh.BadSignature("targets", 1, 2), await RefreshAsync());
    }

    [Fact]
    public async Task KeyCompromise_OneKeyUnderTwoIdsCountsOnce()
    {
        Repository.SignTimestampTwice("alias", TimestampKey());

        Assert.Equal(new TufRefresh.BadSignature("timestamp", 1, 2), await RefreshAsync());
    }

    [Theory]
    [InlineData("text before the key\n", "\n")]
    [InlineData("", "\r\n")]
    public async Task Sec_L12_OneKeyInTwoSpellings_CountsOnce(string before, string newLine)
    {
        var spelled = TimestampKey();
        var pem = (string)spelled["keyval"]!["public"]!;
        spelled["keyval"]!["public"] = before + pem.Replace("\n", newLine, StringComparison.Ordinal) + "\n";
        Repository.SignTimestampTwice("alias", spelled);

        Assert.Equal(new TufRefresh.BadSignature("timestamp", 1, 2), await RefreshAsync());
    }

    [Fact]
    public async Task Root_FollowsAChain_AndReadsItFromTheStoreAfterwards()
    {
        for (var i = 0; i < 3; i++)
        {
            var old = Repository.Keys["root"].ToList();
            Repository.Keys["root"] = [RepositoryBuilder.NewKey()];
            Repository.PublishRoot(alsoSignedBy: old);
        }
        Assert.Equal(4, Assert.IsType<TufRefresh.Ok>(await RefreshAsync()).RootVersion);
        var source = Repository.Source;

        Assert.Equal(4, Assert.IsType<TufRefresh.Ok>(await RefreshAsync(source)).RootVersion);
        Assert.Equal("metadata/5.root.json", source.Asked[0]);
    }

    [Fact]
    public async Task Root_RefusesARotationThatTheOldKeysDidNotSign()
    {
        Repository.Keys["root"] = [RepositoryBuilder.NewKey()];
        Repository.PublishRoot();

        Assert.Equal(new TufRefresh.BadSignature("root", 0, 1), await RefreshAsync());
    }

    [Fact]
    public async Task Root_RefusesARotationThatItsOwnKeysDidNotSign()
    {
        var old = Repository.Keys["root"].ToList();
        var fresh = RepositoryBuilder.NewKey();
        Repository.PublishRoot(change: root =>
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
        Repository.Keys["root"].Add(RepositoryBuilder.NewKey());
        Repository.Thresholds["root"] = 3;
        Repository.PublishRoot();

        Assert.Equal(new TufRefresh.BadSignature("root", 2, 3), await RefreshAsync());
    }

    [Fact]
    public async Task Root_RefusesAGapInTheChain()
    {
        Repository.Versions["root"] = 2;
        Repository.PublishRoot();
        Repository.Files["metadata/2.root.json"] = Repository.Files["metadata/3.root.json"];

        Assert.IsType<TufRefresh.Mismatch>(await RefreshAsync());
    }

    private JsonObject TimestampKey() => RepositoryBuilder.KeyJson(Repository.Keys["timestamp"][0]);
}
