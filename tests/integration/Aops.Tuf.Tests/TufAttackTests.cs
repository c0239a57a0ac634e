using System.Diagnostics;
using System.Globalization;
using Aops.Contracts;
using Aops.RepositorySimulator;

namespace Aops.Tuf.Tests;

/// <summary>The attacks that TUF 1.0.31, section 1.5.2, names, against the client as it is shipped.</summary>
public sealed class TufAttackTests : TufClientTest
{
    private string TargetPath => Repository.Files.Keys.Single(k => k.StartsWith("targets/", StringComparison.Ordinal));

    [Fact]
    public async Task Honest_IsDownloaded_AndOnlyOnce()
    {
        (await DownloadAsync()).MustSucceed();
        var sent = Mirror.BytesSent;
        (await DownloadAsync()).MustSucceed();

        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(Downloads, Target), Stop));
        // The second time only the timestamp was fetched.
        Assert.Equal(Repository.Files["metadata/timestamp.json"].Length, Mirror.BytesSent - sent);
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task ArbitrarySoftware_RefusesForeignSignatures(string role)
    {
        Repository.Keys[role] = [RepositoryBuilder.NewKey()];
        Repository.Publish();
        Mirror.Serve(Repository.Files);

        AssertRefused(await DownloadAsync(), $"{role} metadata has 0 valid signatures");
        AssertNothingDownloaded();
    }

    [Fact]
    public async Task ArbitrarySoftware_RefusesOtherContent()
    {
        var files = Copy();
        files[TargetPath] = "CONTENT"u8.ToArray();
        Mirror.Serve(files);

        AssertRefused(await DownloadAsync(), "its hash differs");
        AssertNothingDownloaded();
    }

    [Fact]
    public async Task WrongSoftware_RefusesAnotherSignedFileUnderTheName()
    {
        Repository.AddTarget("targets", "other.txt", "another"u8.ToArray());
        Repository.Publish();
        var files = Copy();
        files[files.Keys.Single(k => k.EndsWith(Target, StringComparison.Ordinal))] = "another"u8.ToArray();
        Mirror.Serve(files);

        AssertRefused(await DownloadAsync(), "its hash differs");
        AssertNothingDownloaded();
    }

    [Fact]
    public async Task Rollback_RefusesOlderMetadata()
    {
        var old = Copy();
        Repository.Publish();
        Mirror.Serve(Repository.Files);
        (await RefreshAsync()).MustSucceed();
        Mirror.Serve(old);

        AssertRefused(await RefreshAsync(), "timestamp metadata version 2 is older than version 3");
        Assert.Equal(3, Trusted("timestamp"));
    }

    [Fact]
    public async Task FastForward_IsRecoveredFromByRotatingKeys()
    {
        Repository.Versions["timestamp"] = Repository.Versions["snapshot"] = 1_000_000;
        Repository.Publish();
        Mirror.Serve(Repository.Files);
        (await RefreshAsync()).MustSucceed();
        Repository.Versions["timestamp"] = Repository.Versions["snapshot"] = 2;
        Repository.Publish();
        Mirror.Serve(Repository.Files);
        AssertRefused(await RefreshAsync(), "is older");

        Repository.Keys["timestamp"] = [RepositoryBuilder.NewKey()];
        Repository.Keys["snapshot"] = [RepositoryBuilder.NewKey()];
        Repository.PublishRoot();
        Repository.Publish();
        Mirror.Serve(Repository.Files);

        (await RefreshAsync()).MustSucceed();
        Assert.Equal(4, Trusted("timestamp"));
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task IndefiniteFreeze_RefusesExpiredMetadata(string role)
    {
        Repository.Expires[role] = "2020-01-01T00:00:00Z";
        Repository.Publish();
        Mirror.Serve(Repository.Files);

        AssertRefused(await DownloadAsync(), $"{role} metadata expired");
        AssertNothingDownloaded();
    }

    [Theory]
    [InlineData("metadata/timestamp.json", Limits.TufMetadataBytesMax)]
    [InlineData("metadata/3.root.json", Limits.TufMetadataBytesMax)]
    [InlineData("metadata/2.snapshot.json", 64 * 1024)]
    public async Task EndlessMetadata_EndsAtItsBound(string path, long bytesMax)
    {
        var files = Copy();
        files.TryAdd(path, "{"u8.ToArray());
        Mirror.Serve(files);
        Mirror.Behave(path, MirrorBehaviour.Endless);

        AssertRefused(await RefreshAsync(), "longer than");
        // What the kernel's buffers of a connection hold was sent, and never read.
        Assert.InRange(Mirror.BytesSent, 1, bytesMax + (16 * 1024 * 1024));
    }

    [Fact]
    public async Task EndlessTarget_EndsAtTheSignedLength()
    {
        Mirror.Behave(TargetPath, MirrorBehaviour.Endless);

        AssertRefused(await DownloadAsync(), "longer than 7 bytes");
        AssertNothingDownloaded();
    }

    [Theory]
    [InlineData("metadata/timestamp.json")]
    [InlineData(null)]
    public async Task SlowRetrieval_IsGivenUp(string? path)
    {
        Repository.AddTarget("targets", Target, new byte[100_000]);
        Repository.Publish();
        Mirror.Serve(Repository.Files);
        Mirror.Behave(path ?? Repository.Files.Single(f => f.Value.Length == 100_000).Key, MirrorBehaviour.Dripping);
        var begin = Stopwatch.GetTimestamp();

        AssertRefused(await DownloadAsync(), "no progress for 3 s");
        Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(30));
        AssertNothingDownloaded();
    }

    [Fact]
    public async Task ExtraneousTargets_OfAPublisherOutsideItsPathsAreNotThere()
    {
        Repository.Expires["team"] = Repository.Expires["targets"];
        Repository.Delegate("targets", "team", "team/*");
        Repository.AddTarget("team", "team/own.txt", "own"u8.ToArray());
        Repository.AddTarget("team", "system.txt", "foreign"u8.ToArray());
        Repository.Publish();
        Mirror.Serve(Repository.Files);

        (await DownloadAsync("team/own.txt")).MustSucceed();
        AssertRefused(await DownloadAsync("system.txt"), "no signed metadata lists system.txt");
    }

    [Fact]
    public async Task MixAndMatch_RefusesTargetsOfAnotherSnapshot()
    {
        var old = Copy();
        Repository.AddTarget("targets", "second.txt", "second"u8.ToArray());
        Repository.Publish();
        var mixed = Copy();
        mixed["metadata/3.targets.json"] = old["metadata/2.targets.json"];
        Mirror.Serve(mixed);

        AssertRefused(await DownloadAsync(), "is not the file that was signed for");
        AssertNothingDownloaded();
    }

    [Fact]
    public async Task MaliciousMirror_ThatWithholdsFilesIsSaid()
    {
        var files = Copy();
        files.Remove("metadata/2.targets.json");
        Mirror.Serve(files);
        AssertRefused(await DownloadAsync(), "it has no metadata/2.targets.json");

        files = Copy();
        files.Remove(TargetPath);
        Mirror.Serve(files);
        AssertRefused(await DownloadAsync(), "nothing was downloaded");
        AssertNothingDownloaded();
    }

    [Fact]
    public async Task KeyCompromise_BelowTheThresholdIsNotEnough()
    {
        Repository.Keys["targets"] = [RepositoryBuilder.NewKey(), RepositoryBuilder.NewKey()];
        Repository.Thresholds["targets"] = 2;
        Repository.PublishRoot();
        Repository.Keys["targets"].RemoveAt(1);
        Repository.Publish();
        Mirror.Serve(Repository.Files);

        AssertRefused(await DownloadAsync(), "1 valid signatures where 2 are needed");
        AssertNothingDownloaded();
    }

    [Theory]
    [InlineData("my key\n{0}")]
    [InlineData("{0}\n\n")]
    public async Task Sec_L12_OneKeyInTwoSpellings_IsOneTowardTheThreshold(string spelling)
    {
        var key = RepositoryBuilder.KeyJson(Repository.Keys["timestamp"].Single());
        key["keyval"]!["public"] = string.Format(
            CultureInfo.InvariantCulture, spelling, key["keyval"]!["public"]!.GetValue<string>());
        // One holder of one key signs under both of its ids.
        Repository.SignTimestampTwice(RepositoryBuilder.KeyId(key), key);
        Mirror.Serve(Repository.Files);

        AssertRefused(await DownloadAsync(), "1 valid signatures where 2 are needed");
        AssertNothingDownloaded();
        Assert.Null(Trusted("timestamp"));
    }
}
