using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Aops.Releases.Transport.Mirrors;
using Aops.TestSupport;

namespace Aops.Releases.Tests;

/// <summary>Packages come from mirrors, whatever these do, and only what was signed is staged.</summary>
public sealed class MirroredSourceTests : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly RepositoryBuilder _repository = new();
    private readonly TestHost _host;
    private readonly ManualClock _clock = new();
    private readonly List<string> _told = [];
    private readonly MirrorHealth _health;
    private readonly CountingSource _origin;
    private readonly byte[] _package;

    public MirroredSourceTests()
    {
        _repository.AddAgent(TarBuilder.GoodPackage(Convert.ToBase64String(RandomNumberGenerator.GetBytes(300_000))));
        _repository.Publish();
        _package = _repository.Files[_repository.TargetPath()];
        _host = new TestHost(_repository);
        _health = new MirrorHealth(_clock, (address, reason) => _told.Add($"{address} {reason}"));
        _origin = new CountingSource(_repository.Source);
    }

    public void Dispose()
    {
        _host.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task MirrorThatIsWhole_IsAsked_AndTheRepositoryForMetadataAlone()
    {
        await using var mirror = new DroppingServer(_package);

        await StageAsync(Of(mirror));

        Assert.Single(mirror.Ranges);
        Assert.DoesNotContain(_origin.Asked, path => path.StartsWith("targets/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MirrorThatIsGone_IsLeftOutForAWhile_AndTheNextOneIsAsked()
    {
        Mirror gone;
        await using (var server = new DroppingServer(_package)) gone = Of(server);
        await using var second = new DroppingServer(_package);

        await StageAsync(gone, Of(second));

        Assert.False(_health.MayAsk(gone));
        Assert.Single(second.Ranges);
        _clock.Advance(TimeSpan.FromSeconds(MirrorLimits.LeftOutSeconds));
        Assert.True(_health.MayAsk(gone));
    }

    [Fact]
    public async Task MirrorThatLagsBehind_IsAskedAgainTheNextTime()
    {
        await using var late = new DroppingServer(_package) { Refuse = (1, 404) };

        await StageAsync(Of(late));

        Assert.True(_health.MayAsk(Of(late)));
        Assert.Contains(_origin.Asked, path => path.StartsWith("targets/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MirrorThatBreaksOff_IsGoneOnFromElsewhere_WhereItEnded()
    {
        await using var first = new DroppingServer(_package) { StallAfterBytes = 100_000 };
        await using var second = new DroppingServer(_package);

        await StageAsync(Of(first, timeoutSeconds: 0.3), Of(second));

        Assert.False(_health.MayAsk(Of(first)));
        var range = Assert.Single(second.Ranges);
        Assert.True(int.Parse(range.TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture) >= 100_000, range);
    }

    [Fact]
    public async Task MirrorThatGivesSomethingElse_IsLeftOut_AndThePackageComesFromElsewhere()
    {
        var changed = _package.ToArray();
        changed[^1] ^= 1;
        await using var hostile = new DroppingServer(changed);
        await using var honest = new DroppingServer(_package);

        await StageAsync(Of(hostile), Of(honest));

        Assert.Equal((false, true), (_health.MayAsk(Of(hostile)), _health.MayAsk(Of(honest))));
        Assert.Single(honest.Ranges);
        Assert.Contains("is not what was signed", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoMirrorsThatGiveOnePackageTogether_AreBothLeftOut_WhereItIsWrong()
    {
        var changed = _package.ToArray();
        changed[^1] ^= 1;
        await using var first = new DroppingServer(_package) { StallAfterBytes = 100_000 };
        await using var second = new DroppingServer(changed);

        await StageAsync(Of(first, timeoutSeconds: 0.3), Of(second));

        Assert.Equal((false, false), (_health.MayAsk(Of(first)), _health.MayAsk(Of(second))));
    }

    [Fact]
    public async Task RepositoryThatGivesSomethingElse_IsNotAskedAgain()
    {
        var path = _repository.TargetPath();
        _repository.Files[path][^1] ^= 1;

        var outcome = await RunAsync();

        Assert.Equal(StageFailure.Tampered, Assert.IsType<StageOutcome.Failed>(outcome).Kind);
        Assert.Single(_origin.Asked, asked => asked == path);
    }

    private async Task StageAsync(params Mirror[] mirrors) =>
        Assert.True(await RunAsync(mirrors) is StageOutcome.Staged);

    private async Task<StageOutcome> RunAsync(params Mirror[] mirrors)
    {
        var client = _host.Client(new MirroredSource(mirrors, _origin, _health));
        await client.RefreshAsync(CancellationToken.None);
        return await client.StageAsync(client.FindAgent("1.0")!, _host.Slots, null, CancellationToken.None);
    }

    private Mirror Of(DroppingServer server, double timeoutSeconds = 10) => new(server.Address, new HttpReleaseSource(
        _http, server.Address,
        new HttpReleaseOptions
        {
            DownloadTimeout = TimeSpan.FromSeconds(timeoutSeconds), OpenAttemptsMax = 1,
            BackoffInitial = TimeSpan.FromMilliseconds(2), BackoffMax = TimeSpan.FromMilliseconds(10),
        },
        TimeProvider.System));

    private sealed class CountingSource(IReleaseSource source) : IReleaseSource
    {
        public List<string> Asked { get; } = [];

        public Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken)
        {
            Asked.Add(path);
            return source.GetAsync(path, offset, cancellationToken);
        }
    }
}
