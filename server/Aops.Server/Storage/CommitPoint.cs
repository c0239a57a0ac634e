namespace Aops.Server.Storage;

/// <summary>
/// Notices that a database was put back to an earlier point while the server runs: by point-in-time recovery, a restored
/// dump, or a standby that lacked the last commits. Each durable transaction counts up a number in the database; the number
/// is never below that of the last one that was acknowledged, or commits are lost which memory and hosts rely on.
/// </summary>
/// <param name="database">The database, as faults call it.</param>
internal sealed class CommitPoint(string database)
{
    private readonly TaskCompletionSource<StoreException> _putBack =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long _acknowledged;
    private long _begun;

    /// <summary>Ends when the database was found put back; nothing is written from then on.</summary>
    public Task<StoreException> PutBack => _putBack.Task;

    /// <summary>Takes the point of a database that was just opened.</summary>
    public void Take(StoreConnection connection) => _acknowledged = Read(connection) ?? 0;

    /// <summary>Compares a database that a new connection leads to.</summary>
    /// <exception cref="StoreException">It was put back.</exception>
    public void Check(StoreConnection connection)
    {
        var found = Read(connection);
        if (!(found >= _acknowledged)) throw Fail(found);
    }

    /// <summary>Counts a durable transaction, within it.</summary>
    /// <exception cref="StoreException">The database was put back under its connection.</exception>
    public void Step(StoreConnection connection)
    {
        var found = Read(connection, "UPDATE counter SET value = value + 1 WHERE name = 'commits' RETURNING value");
        if (!(found > _acknowledged)) throw Fail(found - 1);
        _begun = found.Value;
    }

    /// <summary>The transaction that was counted last is committed.</summary>
    public void Acknowledge() => _acknowledged = _begun;

    private static long? Read(
        StoreConnection connection, string sql = "SELECT value FROM counter WHERE name = 'commits'") =>
        connection.Prepare(sql).Read(row => row.GetInt64(0)) is [var value] ? value : null;

    private StoreException Fail(long? found)
    {
        var fault = new StoreException(database, StoreFaultKind.PutBack,
            $"it was put back to an earlier point: it has {found ?? 0} of {_acknowledged} durable commits");
        _putBack.TrySetResult(fault);
        return fault;
    }
}
