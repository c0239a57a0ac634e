using System.Threading.Channels;
using Aops.Server.Audit;

namespace Aops.Server.Storage;

/// <summary>
/// The only writer: commits all waiting writes in one transaction, so that they share the cost of a commit.
/// A transaction with a write that must survive a power cut is flushed to the disk; others are covered by a
/// later flush.
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    private readonly BatchCommitter _committer;
    private readonly Channel<PendingWrite> _pending;
    private readonly int _batchMax;
    private readonly List<PendingWrite> _batch;
    private readonly Task _loop;

    /// <param name="committer">Commits a batch.</param>
    /// <param name="batchMax">Writes of one batch.</param>
    public StoreWriter(BatchCommitter committer, int batchMax)
    {
        (_committer, _batchMax, _batch) = (committer, batchMax, new(batchMax));
        _pending = Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(ServerLimits.PendingWritesMax)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Writes that wait.</summary>
    public int Backlog => _pending.Reader.Count;

    /// <summary>
    /// Queues a write and waits until it is committed. A queued write is carried out even if cancelled, and
    /// may run again after a rollback.
    /// </summary>
    public async Task<T> WriteAsync<T>(
        Func<StoreConnection, T> work, Durability durability, CancellationToken cancellationToken)
    {
        var write = new PendingWrite<T>(work, durability, WriteOrigin.Current);
        await _pending.Writer.WriteAsync(write, cancellationToken);
        return await write.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Commits waiting writes, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _loop;
        _committer.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _pending.Reader.WaitToReadAsync())
        {
            while (_batch.Count < _batchMax && _pending.Reader.TryRead(out var write))
                _batch.Add(write);
            _committer.Commit(_batch);
            _batch.Clear();
        }
    }
}
