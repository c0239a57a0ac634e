using System.Formats.Tar;
using Aops.Native.Streams;

namespace Aops.Releases.Transport;

/// <summary>One file of a bundle; it owns the archive that it is read from.</summary>
internal sealed class BundleEntryStream : ForwardReadStream
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

    public override int Read(byte[] buffer, int offset, int count) => _data.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _data.ReadAsync(buffer, cancellationToken);

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
