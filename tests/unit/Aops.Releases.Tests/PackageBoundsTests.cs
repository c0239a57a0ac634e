using Aops.Contracts;
using Aops.Releases.Packages;
using Aops.Releases.Transport;

namespace Aops.Releases.Tests;

/// <summary>What a host asks of a package's length and of its way, before and while it is fetched.</summary>
public sealed class PackageBoundsTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(Limits.DownloadWindowSeconds);

    private static ReleaseTarget Target(long length, long unpacked = 0) => new()
    {
        TargetName = "agent/1.0/aops-agent-linux-x64.tar.zst",
        Kind = PackageKind.Agent,
        Name = PackageKinds.AgentName,
        Version = "1.0",
        Architecture = PackageKinds.LocalArchitecture,
        LengthBytes = length,
        Sha256 = new string('0', 64),
        UnpackedBytes = unpacked,
    };

    [Theory]
    [InlineData(Limits.PackageBytesMax, Limits.PackageUnpackedBytesMax, null)]
    [InlineData(Limits.PackageBytesMax + 1, 1, "no host takes more")]
    [InlineData(1, Limits.PackageUnpackedBytesMax + 1, "it unpacks to")]
    [InlineData(long.MaxValue, long.MaxValue, "no host takes more")]
    public void Lengths_AreBounded(long length, long unpacked, string? because)
    {
        var fault = PackageBounds.FaultOf(Target(length, unpacked));
        if (because is null) Assert.Null(fault);
        else Assert.Contains(because, fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Length_BeyondTheBound_IsRefusedBeforeTheDownload()
    {
        var repository = new RepositoryBuilder();
        using var host = new TestHost(repository);
        var outcome = await host.Client(new NoSource()).StageAsync(
            Target(Limits.PackageBytesMax + 1), host.Slots, null, CancellationToken.None);
        var failed = Assert.IsType<StageOutcome.Failed>(outcome);
        Assert.Equal(StageFailure.Hostile, failed.Kind);
        Assert.Contains("no host takes more", failed.Sentence, StringComparison.Ordinal);
        Assert.Empty(host.LeftOvers());
    }

    [Fact]
    public async Task Package_ThatUnpacksToMoreThanWasSigned_IsRefused()
    {
        var repository = new RepositoryBuilder();
        repository.AddAgent(TarBuilder.GoodPackage());
        repository.Publish();
        using var host = new TestHost(repository);
        var client = host.Client(repository.Source);
        await client.RefreshAsync(CancellationToken.None);
        var target = client.FindAgent("1.0")! with { UnpackedBytes = 1 };
        var failed = Assert.IsType<StageOutcome.Failed>(
            await client.StageAsync(target, host.Slots, null, CancellationToken.None));
        Assert.Equal(StageFailure.Hostile, failed.Kind);
        Assert.Contains("were signed for", failed.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1000, 0)]
    [InlineData(1000, 1)]
    [InlineData(long.MaxValue, 1)]
    public void Time_GrowsWithTheLengthAndIsAlwaysATimers(long length, long bandwidth)
    {
        var time = PackageBounds.TimeFor(Target(length), new NoSource { BytesPerSecondMax = bandwidth });
        Assert.InRange(time, TimeSpan.FromSeconds(Limits.StageSecondsMax), TimeSpan.FromDays(30));
        using var timer = new CancellationTokenSource(time);
    }

    [Theory]
    [InlineData(Limits.DownloadBytesPerSecondMin, true)]
    [InlineData(Limits.DownloadBytesPerSecondMin / 2, false)]
    [InlineData(35, false)]
    public void Rate_IsKeptOverAWindow_OrTheDownloadEnds(int bytesPerSecond, bool isKept)
    {
        var time = new ManualTime();
        var watch = new ProgressWatch(TimeSpan.FromSeconds(60), Window, Limits.DownloadBytesPerSecondMin, time);
        var kept = true;
        for (var second = 0; second <= Window.TotalSeconds; second++)
        {
            watch.Enter();
            time.Now += TimeSpan.FromSeconds(1);
            kept &= watch.Leave(bytesPerSecond);
            // What the reader itself takes is no fault of the source.
            time.Now += TimeSpan.FromHours(1);
        }
        Assert.Equal(isKept, kept);
    }

    private sealed class ManualTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class NoSource : IReleaseSource
    {
        public long BytesPerSecondMax { get; init; }

        public Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"{path} was asked for");
    }
}
