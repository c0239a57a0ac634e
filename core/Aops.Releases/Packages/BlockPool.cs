using System.Buffers;
using System.Collections.Concurrent;

namespace Aops.Releases.Packages;

/// <summary>
/// Buffers for one pass over a package, released afterwards: the shared pool would hold them for the rest of a
/// process that fetches once a month.
/// </summary>
/// <param name="blockBytes">Size of each buffer.</param>
internal sealed class BlockPool(int blockBytes) : MemoryPool<byte>
{
    private readonly ConcurrentBag<byte[]> _free = [];

    public override int MaxBufferSize => blockBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) =>
        minBufferSize <= blockBytes
            ? new Block(this, _free.TryTake(out var free) ? free : new byte[blockBytes])
            : throw new ArgumentOutOfRangeException(nameof(minBufferSize), minBufferSize, $"a block has {blockBytes}");

    protected override void Dispose(bool disposing) => _free.Clear();

    private sealed class Block(BlockPool pool, byte[] bytes) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = bytes;

        public Memory<byte> Memory => _bytes;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is { } free) pool._free.Add(free);
        }
    }
}
