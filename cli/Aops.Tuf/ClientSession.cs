using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.Tuf;

/// <summary>One run of the client: the same metadata serves every target of it.</summary>
internal sealed class ClientSession : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly SplitReleaseSource _source;
    private readonly TufClient _tuf;

    public ClientSession(MetadataFolder folder, Uri metadata, Uri targets, TimeSpan timeout)
    {
        var options = new HttpReleaseOptions { DownloadTimeout = timeout };
        _source = new SplitReleaseSource(
            new HttpReleaseSource(_http, metadata, options, TimeProvider.System),
            new HttpReleaseSource(_http, targets, options, TimeProvider.System));
        _tuf = new TufClient(_source, folder.Path, folder.TrustFile, TimeProvider.System);
    }

    /// <exception cref="ClientFault">The repository is not trusted, or not reachable.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var outcome = await _tuf.RefreshAsync(cancellationToken);
        if (outcome is not TufRefresh.Ok) throw new ClientFault(outcome.Sentence);
        Console.WriteLine(outcome.Sentence);
    }

    /// <exception cref="ClientFault">
    /// There is no such target, or its content differs from what was signed.
    /// </exception>
    public async Task DownloadAsync(string name, string directory, CancellationToken cancellationToken)
    {
        var file = await _tuf.FindAsync(name, cancellationToken) switch
        {
            TufTargetSearch.Found found => found.File,
            TufTargetSearch.Refused refused => throw new ClientFault(refused.Sentence),
            _ => throw new ClientFault($"no signed metadata lists {name}; nothing was downloaded"),
        };
        var download = new TargetDownload(name, file, directory);
        if (await download.IsThereAsync(cancellationToken))
        {
            Console.WriteLine($"{name} is there already");
            return;
        }
        var path = file.PathOf(name, _tuf.ConsistentSnapshot);
        try
        {
            await using var content = await _source.GetAsync(path, 0, cancellationToken)
                ?? throw new ClientFault($"the repository has no {path}; nothing was downloaded");
            await download.RunAsync(content.Stream, cancellationToken);
        }
        catch (ReleaseSourceException e)
        {
            throw new ClientFault($"{name} was not downloaded: {e.Message}");
        }
        Console.WriteLine($"{name}: {file.LengthBytes} bytes");
    }

    public void Dispose() => _http.Dispose();
}
