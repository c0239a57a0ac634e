using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>A write that waits for the writer.</summary>
internal abstract class PendingWrite(Durability durability)
{
    public Durability Durability { get; } = durability;

    /// <summary>Runs within the transaction; an exception undoes the transaction.</summary>
    public abstract void Perform(StoreConnection connection);

    /// <summary>
    /// Runs within the transaction; an exception undoes this write alone and is stored for its caller.
    /// </summary>
    public abstract void PerformAlone(StoreConnection connection);

    /// <summary>
    /// Called after the commit: passes the result, or the exception of its own work, to the caller.
    /// </summary>
    /// <param name="dialect">The database.</param>
    public abstract void Complete(Dialect dialect);

    /// <summary>The transaction failed as a whole.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A write with a result.</summary>
internal sealed class PendingWrite<T>(Func<StoreConnection, T> work, Durability durability)
    : PendingWrite(durability)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;
    private T _result = default!;

    public Task<T> Done => _done.Task;

    public override void Perform(StoreConnection connection)
    {
        _fault = null;
        _result = work(connection);
    }

    public override void PerformAlone(StoreConnection connection)
    {
        _fault = null;
        connection.Prepare("SAVEPOINT one_write").Run();
        try
        {
            _result = work(connection);
        }
        catch (Exception e)
        {
            if (!TryUndo(connection)) throw;
            _fault = e;
        }
        connection.Prepare("RELEASE SAVEPOINT one_write").Run();
    }

    public override void Complete(Dialect dialect)
    {
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
