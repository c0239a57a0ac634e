using Aops.Native.Streams;

namespace Aops.Releases.Transport.Mirrors;

/// <summary>A download that goes on at another place where a mirror breaks off.</summary>
internal sealed class MirroredStream(
    MirroredSource source, string path, long offset, Mirror? mirror, ReleaseContent content) : ForwardReadStream
{
    private long _position = offset;
    private Mirror? _mirror = mirror;
    private ReleaseContent? _content = content;

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                _content ??= await ReopenAsync(cancellationToken);
                var count = await _content.Stream.ReadAsync(buffer, cancellationToken);
                _position += count;
                return count;
            }
            catch (ReleaseSourceException e) when (_mirror is not null)
            {
                source.LeaveOut(_mirror, e);
                await DropAsync();
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await DropAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content?.Stream.Dispose();
        base.Dispose(disposing);
    }

    private async Task<ReleaseContent> ReopenAsync(CancellationToken cancellationToken)
    {
        if (await source.OpenAsync(path, _position, cancellationToken) is not var (next, opened))
            throw new ReleaseSourceException($"{path} is gone from the repository");
        _mirror = next;
        return opened;
    }

    private async Task DropAsync()
    {
        if (_content is { } open) await open.DisposeAsync();
        (_content, _mirror) = (null, null);
    }
}
