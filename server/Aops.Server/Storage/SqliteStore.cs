using Aops.Native.Sqlite;
using Aops.Server.Agents;
using Aops.Server.Commands;
using Aops.Server.Desired;
using Aops.Server.Enrolment;
using Aops.Server.Events;

namespace Aops.Server.Storage;

/// <summary>
/// The embedded store: one SQLite file in WAL mode, one writer, several readers. The queries of a feature are in the
/// part that is named after it, behind that feature's interface.
/// </summary>
internal sealed partial class SqliteStore
    : IAgentStore, IDesiredStore, ICommandStore, IEnrolmentStore, IEventStore, IAsyncDisposable
{
    private readonly StoreWriter _writer;
    private readonly ReaderPool _readers;

    private SqliteStore(SqliteConnection connection)
    {
        _readers = new ReaderPool(connection.Path);
        _writer = new StoreWriter(connection);
    }

    /// <summary>Writes that wait: how busy the store is.</summary>
    public int Backlog => _writer.Backlog;

    /// <summary>Opens the database, makes it if it is not there, and brings its tables up to date.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SqliteException">It cannot be opened or is no database.</exception>
    /// <exception cref="InvalidDataException">A newer server has written it.</exception>
    public static SqliteStore Open(string path)
    {
        var connection = SqliteConnection.Open(path, SqliteAccess.ReadWrite, ServerLimits.DatabaseBusyTimeout);
        try
        {
            Schema.Migrate(connection);
            return new SqliteStore(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _readers.Dispose();
    }

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static DateTimeOffset Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? TimeOrNull(SqliteStatement row, int column) =>
        row.IsNull(column) ? null : Time(row.Int64(column));
}
