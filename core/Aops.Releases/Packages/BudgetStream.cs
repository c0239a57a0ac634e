using Aops.Native.Streams;

namespace Aops.Releases.Packages;

/// <summary>
/// Limits how much a tar reader reads at a time. The reader loads a header's extensions into memory completely,
/// whatever length they declare: without a limit a few packed kilobytes could make it allocate gigabytes.
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
