using System.Formats.Tar;

namespace Aops.Releases.Transport;

/// <summary>One file of a bundle; it owns the archive that it is read from.</summary>
internal sealed class BundleEntryStream : Stream
{
    private readonly FileStream _archive;
    private readonly TarReader _reader;
    private readonly Stream _data;

    public BundleEntryStream(FileStream archive, TarReader reader, Stream data, long offset)
    {
        _archive = archive;
        _reader = reader;
        _data = data;
        _data.Position = Math.Min(offset, _data.Length);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => _data.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _data.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
            _archive.Dispose();
        }
        base.Dispose(disposing);
    }
}
