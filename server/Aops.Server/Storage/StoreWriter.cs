using System.Threading.Channels;

namespace Aops.Server.Storage;

/// <summary>
/// The one writer: takes all writes that wait and commits them in one transaction, so that the cost of a commit is
/// shared by everybody who waits for it. A transaction with a write that must survive a power cut is flushed to the
/// disk, the others are not (in WAL mode a later flush covers them).
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    private readonly SqliteDialect _dialect;
    private readonly StoreConnection _connection;
    private readonly Channel<PendingWrite> _pending;
    private readonly List<PendingWrite> _batch = new(ServerLimits.WritesPerTransactionMax);
    private readonly Task _loop;
    private Durability? _durability;

    public StoreWriter(SqliteDialect dialect, StoreConnection connection)
    {
        (_dialect, _connection) = (dialect, connection);
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
        _connection.Dispose();
    }

    private async Task RunAsync()
    {
        while (await _pending.Reader.WaitToReadAsync())
        {
            while (_batch.Count < ServerLimits.WritesPerTransactionMax && _pending.Reader.TryRead(out var write))
                _batch.Add(write);
            try
            {
                CommitBatch();
            }
            catch (Exception exception)
            {
                // Whoever waits for a write hears of it; the next writes are tried all the same.
                foreach (var write in _batch) write.Fail(exception);
            }
            _batch.Clear();
        }
    }

    private void CommitBatch()
    {
        try
        {
            SetDurability(_batch.Exists(write => write.Durability == Durability.Disk)
                ? Durability.Disk : Durability.Process);
            _connection.Begin();
            if (!TryPerformBatch())
            {
                // One of them failed, which is rare: once more, each so that it is undone alone.
                _connection.RollBack();
                _connection.Begin();
                foreach (var write in _batch) write.PerformAlone(_connection);
            }
            _connection.Commit();
        }
        catch (Exception exception)
        {
            _connection.RollBack();
            var fault = StoreException.Of(_dialect.Name, exception);
            foreach (var write in _batch) write.Fail(fault);
            return;
        }
        foreach (var write in _batch) write.Complete(_dialect.Name);
    }

    private bool TryPerformBatch()
    {
        try
        {
            foreach (var write in _batch) write.Perform(_connection);
            return true;
        }
        catch (Exception)
        {
            // The fault comes again, to the caller that it belongs to.
            return false;
        }
    }

    private void SetDurability(Durability durability)
    {
        if (_durability == durability) return;
        _dialect.SetDurability(_connection, durability);
        _durability = durability;
    }
}
