using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>
/// The embedded database: one SQLite file in WAL mode, one writer, several readers. The queries of a feature are in
/// that feature's store.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly StoreWriter _writer;
    private readonly ReaderPool _readers;

    private Database(SqliteDialect dialect, StoreConnection connection)
    {
        _readers = new ReaderPool(dialect);
        _writer = new StoreWriter(dialect, connection);
    }

    /// <summary>Writes that wait: how busy the database is.</summary>
    public int Backlog => _writer.Backlog;

    /// <summary>Opens the database, makes it if it is not there, and brings its tables up to date.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="StoreException">It cannot be opened or is no database.</exception>
    /// <exception cref="InvalidDataException">A newer server has written it.</exception>
    public static Database Open(string path)
    {
        var dialect = new SqliteDialect(path);
        StoreConnection? connection = null;
        try
        {
            connection = new StoreConnection(dialect.OpenWriter());
            Schema.Migrate(connection, dialect);
            return new Database(dialect, connection);
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            if (exception is DbException) throw StoreException.Of(path, exception);
            throw;
        }
    }

    /// <summary>Queues a write and waits until it is committed. Once queued it is done, cancelled or not.</summary>
    /// <param name="work">
    /// The write: one unit, undone as a whole where it throws. It changes nothing but the database, since it may be run a
    /// second time after its first run was rolled back.
    /// </param>
    /// <param name="durability">What it survives.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreException">The database failed; nothing of the write was stored.</exception>
    public Task<T> WriteAsync<T>(
        Func<StoreConnection, T> work, Durability durability, CancellationToken cancellationToken) =>
        _writer.WriteAsync(work, durability, cancellationToken);

    /// <summary>Reads what is committed.</summary>
    /// <param name="work">The queries; short, since they run on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the wait for a connection.</param>
    /// <exception cref="StoreException">The database failed.</exception>
    public ValueTask<T> ReadAsync<T>(Func<StoreConnection, T> work, CancellationToken cancellationToken) =>
        _readers.ReadAsync(work, cancellationToken);

    /// <summary>Commits what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        // The last connection that closes takes the write-ahead log into the database, which a reader cannot.
        _readers.Dispose();
        await _writer.DisposeAsync();
    }
}
