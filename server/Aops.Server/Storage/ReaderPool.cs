using System.Collections.Concurrent;
using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>
/// Connections that read beside the writer. A read is a call of some microseconds, so it is made on the caller's
/// thread; more callers than connections wait.
/// </summary>
internal sealed class ReaderPool(SqliteDialect dialect) : IDisposable
{
    private readonly ConcurrentBag<StoreConnection> _idle = [];
    private readonly SemaphoreSlim _free = new(ServerLimits.ReadersMax);

    /// <summary>Reads.</summary>
    /// <exception cref="StoreException">The database failed.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<StoreConnection, T> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return Read(work);
        }
        catch (DbException exception)
        {
            throw StoreException.Of(dialect.Name, exception);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection)) connection.Dispose();
        _free.Dispose();
    }

    private T Read<T>(Func<StoreConnection, T> work)
    {
        if (!_idle.TryTake(out var connection)) connection = new StoreConnection(dialect.OpenReader());
        try
        {
            return work(connection);
        }
        finally
        {
            _idle.Add(connection);
        }
    }
}
