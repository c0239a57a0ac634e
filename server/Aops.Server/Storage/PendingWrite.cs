using System.Data.Common;
using Aops.Server.Audit;

namespace Aops.Server.Storage;

/// <summary>A write that waits for the writer.</summary>
/// <param name="durability">What it survives.</param>
/// <param name="origin">Who asked for it.</param>
internal abstract class PendingWrite(Durability durability, WriteOrigin origin)
{
    public Durability Durability { get; } = durability;

    /// <summary>Who asked for it.</summary>
    protected WriteOrigin Origin { get; } = origin;

    /// <summary>Runs within the transaction; an exception undoes the transaction.</summary>
    /// <param name="now">The time of what it tells the audit.</param>
    public abstract void Perform(StoreConnection connection, DateTimeOffset now);

    /// <summary>
    /// Runs within the transaction; an exception undoes this write alone and is stored for its caller.
    /// </summary>
    /// <param name="now">The time of what it tells the audit.</param>
    public abstract void PerformAlone(StoreConnection connection, DateTimeOffset now);

    /// <summary>
    /// Called after the commit: passes the result, or the exception of its own work, to the caller.
    /// </summary>
    /// <param name="dialect">The database.</param>
    /// <param name="news">Takes the audit rows that it has added.</param>
    public abstract void Complete(Dialect dialect, AuditNews news);

    /// <summary>The transaction failed as a whole.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A write with a result.</summary>
internal sealed class PendingWrite<T>(Func<StoreConnection, T> work, Durability durability, WriteOrigin origin)
    : PendingWrite(durability, origin)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;
    private T _result = default!;
    private IReadOnlyList<AuditNotice> _notices = [];

    public Task<T> Done => _done.Task;

    public override void Perform(StoreConnection connection, DateTimeOffset now)
    {
        _fault = null;
        connection.Scope.Open(Origin, now);
        _result = work(connection);
        _notices = connection.Scope.Close();
    }

    public override void PerformAlone(StoreConnection connection, DateTimeOffset now)
    {
        connection.Prepare("SAVEPOINT one_write").Run();
        try
        {
            Perform(connection, now);
        }
        catch (Exception e)
        {
            _notices = [];
            if (!TryUndo(connection)) throw;
            _fault = e;
        }
        connection.Prepare("RELEASE SAVEPOINT one_write").Run();
    }

    public override void Complete(Dialect dialect, AuditNews news)
    {
        news.Tell(_notices);
        if (_fault is null) _done.SetResult(_result);
        else _done.SetException(StoreException.Of(dialect, _fault));
    }

    public override void Fail(Exception exception) => _done.SetException(exception);

    // Not possible if the database has rolled back the whole transaction by itself, as SQLite does on a
    // full disk, or is gone.
    private static bool TryUndo(StoreConnection connection)
    {
        try
        {
            connection.Prepare("ROLLBACK TO SAVEPOINT one_write").Run();
            return true;
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            return false;
        }
    }
}
