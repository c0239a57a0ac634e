using System.Collections.Concurrent;
using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>
/// Connections that read in parallel with the writer. A read takes microseconds, so it runs on the caller's
/// thread; callers beyond the number of connections wait.
/// </summary>
internal sealed class ReaderPool(Dialect dialect, Reopening reopening) : IDisposable
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
        catch (DbException e)
        {
            throw StoreException.Of(dialect, e);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        DropIdle();
        _free.Dispose();
    }

    private T Read<T>(Func<StoreConnection, T> work)
    {
        if (_idle.TryTake(out var connection))
        {
            if (TryRead(connection, work, out var result)) return result;
            // The other idle connections belong to the same lost database.
            DropIdle();
        }
        connection = reopening.Open(dialect.OpenReader);
        return TryRead(connection, work, out var read)
            ? read
            : throw new StoreException(dialect.Name, StoreFaultKind.Unreachable, "the connection was lost twice");
    }

    // False if the connection was lost; the read may be repeated over another one.
    private bool TryRead<T>(StoreConnection connection, Func<StoreConnection, T> work, out T result)
    {
        try
        {
            result = work(connection);
            return true;
        }
        catch (Exception fault) when (connection.IsLost && fault is DbException or InvalidOperationException)
        {
            result = default!;
            return false;
        }
        finally
        {
            if (connection.IsLost) connection.Dispose();
            else _idle.Add(connection);
        }
    }

    private void DropIdle()
    {
        while (_idle.TryTake(out var connection)) connection.Dispose();
    }
}
