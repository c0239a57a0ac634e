using System.Threading.Channels;

namespace Aops.Server.Storage;

/// <summary>
/// The one writer: takes all writes that wait and commits them in one transaction, so that the cost of a commit is
/// shared by everybody who waits for it. A transaction with a write that must survive a power cut is flushed to the
/// disk, the others are not (a later flush covers them).
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    private readonly BatchCommitter _committer;
    private readonly Channel<PendingWrite> _pending;
    private readonly List<PendingWrite> _batch = new(ServerLimits.WritesPerTransactionMax);
    private readonly Task _loop;

    public StoreWriter(BatchCommitter committer)
    {
        _committer = committer;
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
    /// Queues a write and waits until it is committed. Once queued it is done, cancelled or not. The work may be run a
    /// second time, after its first run was rolled back.
    /// </summary>
    public async Task<T> WriteAsync<T>(
        Func<StoreConnection, T> work, Durability durability, CancellationToken cancellationToken)
    {
        var write = new PendingWrite<T>(work, durability);
        await _pending.Writer.WriteAsync(write, cancellationToken);
        return await write.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Commits what waits, then closes.</summary>
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
            while (_batch.Count < ServerLimits.WritesPerTransactionMax && _pending.Reader.TryRead(out var write))
                _batch.Add(write);
            _committer.Commit(_batch);
            _batch.Clear();
        }
    }
}
