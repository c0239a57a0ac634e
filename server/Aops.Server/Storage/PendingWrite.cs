using Aops.Native.Sqlite;

namespace Aops.Server.Storage;

/// <summary>A write that waits for the writer.</summary>
internal abstract class PendingWrite(Durability durability)
{
    public Durability Durability { get; } = durability;

    /// <summary>Runs within the transaction; a fault is kept for <see cref="Complete"/>.</summary>
    public abstract void Perform(SqliteConnection connection);

    /// <summary>The transaction was committed: the caller gets the result, or the fault of its own work.</summary>
    public abstract void Complete();

    /// <summary>The transaction failed as a whole.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A write with a result.</summary>
internal sealed class PendingWrite<T>(Func<SqliteConnection, T> work, Durability durability)
    : PendingWrite(durability)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;
    private T _result = default!;

    public Task<T> Done => _done.Task;

    public override void Perform(SqliteConnection connection)
    {
        // A savepoint, so that one refused row does not take its neighbours' work along.
        connection.Prepare("SAVEPOINT write").Run();
        try
        {
            _result = work(connection);
        }
        catch (Exception exception) when (connection.IsInTransaction)
        {
            _fault = exception;
            connection.Prepare("ROLLBACK TO write").Run();
        }
        connection.Prepare("RELEASE write").Run();
    }

    public override void Complete()
    {
        if (_fault is null) _done.SetResult(_result);
        else _done.SetException(_fault);
    }

    public override void Fail(Exception exception) => _done.SetException(exception);
}
