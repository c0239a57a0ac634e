using System.Data.Common;
using System.Diagnostics;
using Aops.Server.Audit;
using Aops.Server.Measures;

namespace Aops.Server.Storage;

/// <summary>
/// Commits batches of writes, each in one transaction, on the one writing connection. A batch that a lost
/// connection or a conflict has undone is tried again. If the connection was lost during the commit, the
/// database is asked whether it was committed, so that a stored write is not reported as failed.
/// </summary>
/// <param name="dialect">The database.</param>
/// <param name="reopening">Opens another connection where one is lost.</param>
/// <param name="writer">The first connection.</param>
/// <param name="point">Notices that the database was put back; null where that cannot be while the server runs.</param>
/// <param name="timings">Counts and times what is committed.</param>
/// <param name="news">Takes the audit rows that were committed.</param>
/// <param name="clock">Gives the times of audit rows.</param>
internal sealed class BatchCommitter(
    Dialect dialect, Reopening reopening, StoreConnection writer, CommitPoint? point,
    StoreTimings timings, AuditNews news, TimeProvider clock) : IDisposable
{
    private StoreConnection? _connection = writer;

    /// <summary>Commits a batch. Each waiting caller gets the result of its write; nothing is thrown.</summary>
    public void Commit(List<PendingWrite> batch)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (TryCommit(batch) is not { } failure) break;
                if (failure.Doubtful is { } doubtful && WasCommitted(doubtful, failure.Fault)) break;
                var isWorthAnother = failure.IsLost || IsConflict(failure.Fault);
                if (attempt == ServerLimits.WriteAttemptsMax || !isWorthAnother) throw Describe(failure);
            }
        }
        catch (Exception e)
        {
            timings.Failed.Add(batch.Count);
            foreach (var write in batch) write.Fail(e);
            return;
        }
        finally
        {
            timings.CommitSeconds.Observe(Stopwatch.GetElapsedTime(begun));
        }
        timings.Writes.Add(batch.Count);
        foreach (var write in batch) write.Complete(dialect, news);
    }

    public void Dispose() => _connection?.Dispose();

    private Failure? TryCommit(List<PendingWrite> batch)
    {
        var connection = _connection ??= Reopen();
        var durability = batch.Exists(write => write.Durability == Durability.Disk)
            ? Durability.Disk : Durability.Process;
        string? committing = null;
        try
        {
            var transaction = Begin(connection, durability);
            if (!TryPerform(connection, batch))
            {
                // One write failed, which is rare: run the batch again, with each write in a savepoint.
                connection.RollBack();
                transaction = Begin(connection, durability);
                foreach (var write in batch) write.PerformAlone(connection, clock.GetUtcNow());
            }
            committing = transaction;
            connection.Commit();
            if (durability == Durability.Disk) point?.Acknowledge();
            return null;
        }
        catch (Exception fault)
        {
            connection.RollBack();
            var isLost = connection.IsLost || KindOf(fault) == StoreFaultKind.Unreachable;
            if (!isLost) return new(fault, isLost, Doubtful: null);
            connection.Dispose();
            _connection = null;
            return new(fault, isLost, committing);
        }
    }

    private StoreConnection Reopen()
    {
        var connection = reopening.Open(dialect.OpenWriter);
        try
        {
            point?.Check(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string? Begin(StoreConnection connection, Durability durability)
    {
        var transaction = dialect.Begin(connection, durability);
        if (durability == Durability.Disk) point?.Step(connection);
        return transaction;
    }

    private bool TryPerform(StoreConnection connection, List<PendingWrite> batch)
    {
        try
        {
            var now = clock.GetUtcNow();
            foreach (var write in batch) write.Perform(connection, now);
            return true;
        }
        catch (Exception fault) when (!connection.IsLost && !IsConflict(fault))
        {
            // The write fails again, and its own caller gets the fault.
            return false;
        }
    }

    private bool WasCommitted(string transaction, Exception fault)
    {
        Exception? unanswered = null;
        try
        {
            _connection ??= Reopen();
            if (dialect.WasCommitted(_connection, transaction) is { } answer) return answer;
        }
        catch (Exception e) when (e is StoreException or DbException or InvalidOperationException)
        {
            unanswered = e;
        }
        throw new StoreException(dialect.Name, StoreFaultKind.Unreachable,
            $"the connection was lost during a commit ({fault.Message}), and whether it took place could not be asked" +
            (unanswered is null ? "" : $" ({unanswered.Message})"), fault)
        {
            IsOutcomeKnown = false,
        };
    }

    private bool IsConflict(Exception fault) => KindOf(fault) == StoreFaultKind.Conflict;

    private StoreFaultKind? KindOf(Exception fault) => fault is DbException cause ? dialect.KindOf(cause) : null;

    // Without a connection no command can be at fault.
    private Exception Describe(Failure failure) => failure.IsLost
        ? new StoreException(dialect.Name, StoreFaultKind.Unreachable, failure.Fault.Message, failure.Fault)
        : StoreException.Of(dialect, failure.Fault);

    /// <summary>Why a batch was not committed, as far as this side knows.</summary>
    /// <param name="Fault">What was thrown.</param>
    /// <param name="IsLost">Whether the connection was lost by it.</param>
    /// <param name="Doubtful">The transaction that was being committed then; null if none was.</param>
    private sealed record Failure(Exception Fault, bool IsLost, string? Doubtful);
}
