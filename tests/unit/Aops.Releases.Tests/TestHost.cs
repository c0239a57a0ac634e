using Aops.Layout;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Releases.Tests;

/// <summary>A host in a temporary folder that trusts the root of a repository.</summary>
internal sealed class TestHost : IDisposable
{
    public TestHost(RepositoryBuilder repository)
    {
        Layout = new AopsLayout(Directory.CreateTempSubdirectory("aops-releases-").FullName);
        Trust(repository);
    }

    public AopsLayout Layout { get; }

    public FixedTime Time { get; } = new();

    public long FreeBytes { get; set; } = long.MaxValue;

    public string Slots => Layout.Releases;

    public void Trust(RepositoryBuilder repository)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Layout.TrustRoot)!);
        File.WriteAllBytes(Layout.TrustRoot, repository.Files["metadata/1.root.json"]);
    }

    public ReleaseClient Client(IReleaseSource source) =>
        new(source, Layout, Time, NullLogger.Instance, _ => FreeBytes);

    /// <summary>Refreshes and stages agent 1.0.</summary>
    public async Task<StageOutcome> StageAsync(IReleaseSource source, CancellationToken cancellationToken = default)
    {
        var client = Client(source);
        var refresh = await client.RefreshAsync(CancellationToken.None);
        Assert.IsType<Tuf.TufRefresh.Ok>(refresh);
        return await client.StageAsync(client.FindAgent("1.0")!, Slots, null, cancellationToken);
    }

    /// <summary>Everything below the slots and the cache: what a failure must not leave.</summary>
    public IEnumerable<string> LeftOvers() => new[] { Slots, Layout.Packages }
        .Where(Directory.Exists)
        .SelectMany(d => Directory.EnumerateFileSystemEntries(d, "*", SearchOption.AllDirectories));

    public void Dispose() => Directory.Delete(Layout.Root, recursive: true);
}
