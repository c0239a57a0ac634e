using Aops.Native.Streams;

namespace Aops.Releases.Packages;

/// <summary>
/// Lets a tar reader read only so much at a time. The reader takes a header's extensions into memory whole, whatever
/// length they declare: without a budget a few packed kilobytes could ask for gigabytes.
/// </summary>
internal sealed class BudgetStream(Stream source) : ForwardReadStream
{
    private long _left;

    /// <summary>Sets what may be read from now on.</summary>
    public void Allow(long bytes) => _left = bytes;

    public override int Read(Span<byte> buffer) => Spend(source.Read(buffer));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Spend(await source.ReadAsync(buffer, cancellationToken));

    private int Spend(int count)
    {
        _left -= count;
        return _left >= 0
            ? count
            : throw PackageFault.Hostile("a header, or the end of the archive, is longer than any may be");
    }
}
