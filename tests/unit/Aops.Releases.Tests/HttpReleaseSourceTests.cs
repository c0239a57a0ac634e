using System.Security.Cryptography;
using Aops.Releases.Transport;

namespace Aops.Releases.Tests;

public sealed class HttpReleaseSourceTests : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(300_000);

    public void Dispose() => _http.Dispose();

    private HttpReleaseSource Source(DroppingServer server, double timeoutSeconds = 10) => new(_http, server.Address,
        new HttpReleaseOptions
        {
            DownloadTimeout = TimeSpan.FromSeconds(timeoutSeconds),
            BackoffInitial = TimeSpan.FromMilliseconds(2),
            BackoffMax = TimeSpan.FromMilliseconds(10),
        },
        TimeProvider.System);

    private static async Task<byte[]> ReadAsync(HttpReleaseSource source, long offset = 0)
    {
        await using var content = await source.GetAsync("targets/a", offset, CancellationToken.None);
        using var bytes = new MemoryStream();
        await content!.Stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    [Fact]
    public async Task Reads_TheWholeFile()
    {
        await using var server = new DroppingServer(_content);

        Assert.Equal(_content, await ReadAsync(Source(server)));
    }

    [Fact]
    public async Task Resumes_AfterEveryDrop()
    {
        await using var server = new DroppingServer(_content) { DropAfterBytes = 70_000 };

        Assert.Equal(_content, await ReadAsync(Source(server)));
        Assert.Equal(["", "70000-", "140000-", "210000-", "280000-"], server.Ranges);
    }

    [Fact]
    public async Task Resumes_WhereRangesAreIgnored()
    {
        await using var server = new DroppingServer(_content) { IgnoresRanges = true };

        Assert.Equal(_content[1000..], await ReadAsync(Source(server), offset: 1000));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Retries_WhenTheServerIsBusy(int status)
    {
        await using var server = new DroppingServer(_content) { Refuse = (2, status) };

        Assert.Equal(_content, await ReadAsync(Source(server)));
    }

    [Fact]
    public async Task GivesUp_WhenTheServerStaysBusy()
    {
        await using var server = new DroppingServer(_content) { Refuse = (100, 503) };

        var fault = await Assert.ThrowsAsync<ReleaseSourceException>(() => ReadAsync(Source(server)));
        Assert.Contains("503", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Ranges.Count);
    }

    [Fact]
    public async Task Refused_IsNotTriedAgain()
    {
        await using var server = new DroppingServer(_content) { Refuse = (100, 403) };

        await Assert.ThrowsAsync<ReleaseSourceException>(() => ReadAsync(Source(server)));
        Assert.Single(server.Ranges);
    }

    [Fact]
    public async Task NotFound_IsNull()
    {
        await using var server = new DroppingServer(_content) { Refuse = (1, 404) };

        Assert.Null(await Source(server).GetAsync("targets/a", 0, CancellationToken.None));
    }

    [Fact]
    public async Task SlowRetrieval_EndsWithoutProgress()
    {
        // Every connection brings 100 bytes and stalls: less than what counts as progress.
        await using var server = new DroppingServer(_content) { StallAfterBytes = 100 };

        var fault = await Assert.ThrowsAsync<ReleaseSourceException>(() => ReadAsync(Source(server, timeoutSeconds: 0.3)));
        Assert.Contains("no progress", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoServer_IsAFault()
    {
        Uri address;
        await using (var server = new DroppingServer(_content)) address = server.Address;
        var source = new HttpReleaseSource(_http, address,
            new HttpReleaseOptions { BackoffInitial = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);

        await Assert.ThrowsAsync<ReleaseSourceException>(
            () => source.GetAsync("metadata/timestamp.json", 0, CancellationToken.None));
    }

    [Fact]
    public async Task Bandwidth_IsBounded()
    {
        await using var server = new DroppingServer(_content);
        var source = Source(server);
        source.BytesPerSecondMax = 600_000;
        var start = TimeProvider.System.GetTimestamp();

        Assert.Equal(_content, await ReadAsync(source));
        // 300 kB at 600 kB/s take half a second; the last chunk's debt is paid too.
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0.4, 5);
    }

    [Fact]
    public async Task Staging_SurvivesDrops()
    {
        var repository = new RepositoryBuilder();
        var text = Convert.ToBase64String(_content);
        repository.AddAgent(TarBuilder.GoodPackage(text));
        repository.Publish();
        using var host = new TestHost(repository);
        await using var server = new DroppingServer(repository.Files[repository.TargetPath()]) { DropAfterBytes = 50_000 };
        var client = host.Client(new SplitSource(repository.Source, Source(server)));
        await client.RefreshAsync(CancellationToken.None);

        var staged = Assert.IsType<Packages.StageOutcome.Staged>(await client.StageAsync(
            client.FindAgent("1.0")!, host.Slots, null, CancellationToken.None));
        Assert.Equal(text, File.ReadAllText(Path.Combine(staged.Directory, "read me")));
        Assert.True(server.Ranges.Count > 2);
    }

    /// <summary>Metadata from one source, packages from another.</summary>
    private sealed class SplitSource(IReleaseSource metadata, IReleaseSource targets) : IReleaseSource
    {
        public Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken) =>
            (path.StartsWith("targets/", StringComparison.Ordinal) ? targets : metadata)
                .GetAsync(path, offset, cancellationToken);
    }
}
