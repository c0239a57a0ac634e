namespace Aops.Releases.Packages;

/// <summary>
/// Lets a tar reader read only so much at a time. The reader takes a header's extensions into memory whole, whatever
/// length they declare: without a budget a few packed kilobytes could ask for gigabytes.
/// </summary>
internal sealed class BudgetStream(Stream source) : Stream
{
    private long _left;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Sets what may be read from now on.</summary>
    public void Allow(long bytes) => _left = bytes;

    public override int Read(Span<byte> buffer) => Spend(source.Read(buffer));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Spend(await source.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private int Spend(int count)
    {
        _left -= count;
        return _left >= 0
            ? count
            : throw PackageFault.Hostile("a header, or the end of the archive, is longer than any may be");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
