using System.Collections.Concurrent;
using Aops.Native.Sqlite;

namespace Aops.Server.Storage;

/// <summary>
/// Connections that read beside the writer. A read is a call of some microseconds, so it is made on the caller's
/// thread; more callers than connections wait.
/// </summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly SemaphoreSlim _free = new(ServerLimits.ReadersMax);

    public async ValueTask<T> ReadAsync<T>(
        Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            if (!_idle.TryTake(out var connection))
                connection = SqliteConnection.Open(path, SqliteAccess.Read, ServerLimits.DatabaseBusyTimeout);
            try
            {
                return work(connection);
            }
            finally
            {
                connection.ResetStatements();
                _idle.Add(connection);
            }
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
}
