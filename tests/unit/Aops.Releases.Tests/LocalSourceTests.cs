using System.Formats.Tar;
using Aops.Releases.Packages;
using Aops.Releases.Transport;

namespace Aops.Releases.Tests;

/// <summary>Bundle and folder: the same trust path as a server.</summary>
public sealed class LocalSourceTests : IDisposable
{
    private readonly RepositoryBuilder _repository = new();
    private readonly TestHost _host;

    public LocalSourceTests()
    {
        _repository.AddAgent(TarBuilder.GoodPackage());
        _repository.Publish();
        _host = new TestHost(_repository);
    }

    private string Folder => Path.Combine(_host.Layout.Root, "repository");

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Directory_Stages()
    {
        WriteFolder();

        Assert.IsType<StageOutcome.Staged>(await _host.StageAsync(new DirectoryReleaseSource(Folder)));
    }

    [Fact]
    public async Task Directory_DoesNotLeaveItsFolder()
    {
        WriteFolder();
        var source = new DirectoryReleaseSource(Path.Combine(Folder, "metadata"));

        Assert.Null(await source.GetAsync($"../{_repository.TargetPath()}", 0, CancellationToken.None));
    }

    [Fact]
    public async Task Bundle_Stages() =>
        Assert.IsType<StageOutcome.Staged>(await _host.StageAsync(new BundleReleaseSource(WriteBundle())));

    [Fact]
    public async Task Bundle_ReadsFromAnOffset()
    {
        var expected = _repository.Files[_repository.TargetPath()];
        await using var content = await new BundleReleaseSource(WriteBundle())
            .GetAsync(_repository.TargetPath(), 10, CancellationToken.None);
        using var bytes = new MemoryStream();
        await content!.Stream.CopyToAsync(bytes);

        Assert.Equal(expected[10..], bytes.ToArray());
    }

    [Fact]
    public async Task Bundle_TamperedIsRefused()
    {
        var path = _repository.TargetPath();
        _repository.Files[path] = [.. _repository.Files[path][..^1], 0];

        var failed = Assert.IsType<StageOutcome.Failed>(await _host.StageAsync(new BundleReleaseSource(WriteBundle())));
        Assert.Equal(StageFailure.Tampered, failed.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no archive, however long it may be")]
    public async Task Bundle_ThatIsNoneIsUnreachable(string content)
    {
        var file = Path.Combine(_host.Layout.Root, "bundle.tar");
        File.WriteAllText(file, content);

        Assert.IsType<Tuf.TufRefresh.Unreachable>(
            await _host.Client(new BundleReleaseSource(file)).RefreshAsync(CancellationToken.None));
    }

    private void WriteFolder()
    {
        foreach (var (path, bytes) in _repository.Files)
        {
            var file = Path.Combine(Folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }
    }

    private string WriteBundle()
    {
        var bundle = Path.Combine(_host.Layout.Root, "bundle.tar");
        using var file = File.Create(bundle);
        using var tar = new TarWriter(file, TarEntryFormat.Gnu);
        foreach (var (path, bytes) in _repository.Files)
        {
            using var content = new MemoryStream(bytes);
            tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, path) { DataStream = content });
        }
        return bundle;
    }
}
