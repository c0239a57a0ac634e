using System.Text.Json.Nodes;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

/// <summary>What a good refresh, and an unreachable or damaged one, leave behind.</summary>
public sealed class TufRefreshTests : TufTest
{
    [Fact]
    public async Task Accepts_ASignedRepository()
    {
        Repository.AddAgent(TarBuilder.GoodPackage());
        Repository.Publish();
        var client = Host.Client(Repository.Source);

        Assert.Equal(new TufRefresh.Ok(1, 2), await client.RefreshAsync(CancellationToken.None));
        Assert.NotNull(client.FindAgent("1.0"));
        Assert.Null(client.FindAgent("2.0"));
    }

    [Fact]
    public async Task Refuses_OneSignatureTwice()
    {
        var timestamp = JsonNode.Parse(Repository.Files["metadata/timestamp.json"])!;
        timestamp["signatures"]!.AsArray().Add(timestamp["signatures"]![0]!.DeepClone());
        Repository.Files["metadata/timestamp.json"] = System.Text.Encoding.UTF8.GetBytes(timestamp.ToJsonString());

        Assert.IsType<TufRefresh.Malformed>(await RefreshAsync());
    }

    [Fact]
    public async Task Unreachable_KeepsWhatWasKnown()
    {
        Repository.AddAgent(TarBuilder.GoodPackage());
        Repository.Publish();
        var source = Repository.Source;
        var client = Host.Client(source);
        await client.RefreshAsync(CancellationToken.None);
        source.Fault = new ReleaseSourceException("no route");

        Assert.IsType<TufRefresh.Unreachable>(await client.RefreshAsync(CancellationToken.None));
        Assert.NotNull(client.FindAgent("1.0"));
    }

    [Fact]
    public async Task DamagedStore_IsFetchedAgain()
    {
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        foreach (var file in Directory.GetFiles(Host.Layout.Tuf)) File.WriteAllText(file, "{\"sig");

        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
    }

    [Fact]
    public async Task NoTrust_IsSaid()
    {
        File.Delete(Host.Layout.TrustRoot);

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
