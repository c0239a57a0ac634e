using System.Data.Common;
using Aops.Server.Audit;
using Aops.Server.Measures;

namespace Aops.Server.Storage;

/// <summary>
/// The database: one writer, several readers, whichever dialect it speaks. The queries of a feature are in that feature's
/// store.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly Dialect _dialect;
    private readonly StoreWriter _writer;
    private readonly ReaderPool _readers;
    private readonly CommitPoint? _point;

    private Database(Dialect dialect, StoreConnection writer, TimeProvider clock)
    {
        _dialect = dialect;
        if (dialect.IsRemote)
        {
            _point = new CommitPoint(dialect.Name);
            _point.Take(writer);
        }
        var reopening = new Reopening(dialect, TimeProvider.System);
        _readers = new ReaderPool(dialect, reopening);
        _writer = new StoreWriter(
            new BatchCommitter(dialect, reopening, writer, _point, Timings, Audited, clock),
            dialect.WritesPerTransactionMax);
    }

    /// <summary>Number of waiting writes.</summary>
    public int Backlog => _writer.Backlog;

    /// <summary>What its writer has done.</summary>
    public StoreTimings Timings { get; } = new();

    /// <summary>Tells of the audit rows that were committed.</summary>
    public AuditNews Audited { get; } = new();

    /// <summary>What people are told it is.</summary>
    public string Name => _dialect.Name;

    /// <summary>Whether it can go while the server runs.</summary>
    public bool IsRemote => _dialect.IsRemote;

    /// <summary>Ends when the database was found put back to an earlier point; nothing is written from then on.</summary>
    public Task<StoreException> PutBack =>
        _point?.PutBack ?? new TaskCompletionSource<StoreException>().Task;

    /// <summary>Opens the database, makes it if it is not there, and brings its tables up to date.</summary>
    /// <param name="dialect">Which one; closed with the database, also where it cannot be opened.</param>
    /// <param name="clock">Gives the times of audit rows; null for the time of the system.</param>
    /// <exception cref="StoreException">It cannot be opened or is no database.</exception>
    /// <exception cref="InvalidDataException">A newer server has written it, or it is of a kind that cannot be used.</exception>
    public static Database Open(Dialect dialect, TimeProvider? clock = null)
    {
        StoreConnection? writer = null;
        try
        {
            writer = dialect.OpenWriter();
            Schema.Migrate(writer, dialect);
            return new Database(dialect, writer, clock ?? TimeProvider.System);
        }
        catch (Exception e)
        {
            writer?.Dispose();
            dialect.Dispose();
            if (e is DbException) throw StoreException.Of(dialect, e);
            throw;
        }
    }

    /// <summary>
    /// Queues a write and waits until it is committed. A queued write is carried out even if cancelled. One that changes
    /// audited state (<see cref="AuditedTables"/>) adds its row by <see cref="AuditRows"/>, or is undone.
    /// </summary>
    /// <param name="work">
    /// The write: one unit, undone as a whole if it throws. It must change nothing but the database, since
    /// it may run again after a rollback.
    /// </param>
    /// <param name="durability">What it survives.</param>
    /// <exception cref="StoreException">
    /// The database failed; nothing of the write was stored, unless
    /// <see cref="StoreException.IsOutcomeKnown"/> is false.
    /// </exception>
    public Task<T> WriteAsync<T>(
        Func<StoreConnection, T> work, Durability durability, CancellationToken cancellationToken) =>
        _writer.WriteAsync(work, durability, cancellationToken);

    /// <summary>Reads what is committed.</summary>
    /// <param name="work">The queries; short, since they run on the caller's thread. They may be run a second time.</param>
    /// <param name="cancellationToken">Ends the wait for a connection.</param>
    /// <exception cref="StoreException">The database failed.</exception>
    public ValueTask<T> ReadAsync<T>(Func<StoreConnection, T> work, CancellationToken cancellationToken) =>
        _readers.ReadAsync(work, cancellationToken);

    /// <summary>
    /// Writes, durably; or, for a dry run, reads: what changes nothing keeps no writer waiting, however long it takes.
    /// </summary>
    /// <param name="work">The write, as for <see cref="WriteAsync"/>; of a dry run it changes nothing.</param>
    /// <param name="isDry">Whether it is a dry run.</param>
    /// <exception cref="StoreException">The database failed, as for <see cref="WriteAsync"/>.</exception>
    public Task<T> RunAsync<T>(Func<StoreConnection, T> work, bool isDry, CancellationToken cancellationToken) =>
        isDry
            ? ReadAsync(work, cancellationToken).AsTask()
            : WriteAsync(work, Durability.Disk, cancellationToken);

    /// <summary>Commits what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        // The writer closes last: the last connection checkpoints SQLite's write-ahead log, which a reader
        // cannot.
        _readers.Dispose();
        await _writer.DisposeAsync();
        _dialect.Dispose();
    }
}
