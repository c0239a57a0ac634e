using System.Text.Json.Nodes;
using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

/// <summary>Arbitrary software, endless data, mix-and-match and lying mirrors (TUF 1.0.31, section 1.5.2).</summary>
public sealed class TufContentTests : TufTest
{
    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task ArbitrarySoftware_RefusesForeignKeys(string role)
    {
        Repository.Keys[role] = [RepositoryBuilder.NewKey()];
        Repository.Publish();

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

    [Theory]
    [InlineData("metadata/2.root.json")]
    [InlineData("metadata/timestamp.json")]
    [InlineData("metadata/1.snapshot.json")]
    [InlineData("metadata/1.targets.json")]
    public async Task EndlessData_StopsAtTheBound(string path)
    {
        var source = Repository.Source;
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
        Repository.AddAgent(TarBuilder.GoodPackage());
        Repository.Publish();
        var mixed = Copy();
        mixed["metadata/2.targets.json"] = other["metadata/1.targets.json"];

        Assert.IsType<TufRefresh.Mismatch>(await RefreshAsync(new MemorySource(mixed)));
    }

    [Fact]
    public async Task MixAndMatch_RefusesASnapshotThatTheTimestampDoesNotName()
    {
        Repository.Publish();
        var mixed = Copy();
        mixed["metadata/2.snapshot.json"] = mixed["metadata/1.snapshot.json"];

        Assert.IsType<TufRefresh.Mismatch>(await RefreshAsync(new MemorySource(mixed)));
    }

    [Fact]
    public async Task Snapshot_RefusesToLoseAFile()
    {
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        var snapshot = JsonNode.Parse(Repository.Files["metadata/1.snapshot.json"])!["signed"]!.AsObject();
        snapshot["version"] = 2;
        snapshot["meta"]!["role1.json"] = new JsonObject { ["version"] = 1 };
        Repository.Versions["snapshot"] = 2;
        var file = RepositoryBuilder.Sign(snapshot, Repository.Keys["snapshot"]);
        Repository.Files["metadata/2.snapshot.json"] = file;
        Repository.PublishTimestamp(file);
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        Repository.Publish();

        Assert.IsType<TufRefresh.Mismatch>(await RefreshAsync());
    }
}
