using System.Net;
using System.Net.Http.Headers;

namespace Aops.ReleaseTool.Publishing;

/// <summary>A file as the body of a request; reports its progress.</summary>
internal sealed class ProgressContent : HttpContent
{
    private readonly PublishedFile _file;
    private readonly IProgress<long> _progress;

    public ProgressContent(PublishedFile file, IProgress<long> progress)
    {
        _file = file;
        _progress = progress;
        Headers.ContentType = new MediaTypeHeaderValue(
            file.Path.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[128 * 1024];
        await using var source = new FileStream(_file.File, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        long done = 0;
        int count;
        while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            done += count;
            _progress.Report(done);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _file.LengthBytes;
        return true;
    }
}
