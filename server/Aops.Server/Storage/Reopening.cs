using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>
/// Opens connections, and limits the tries while the database does not answer: one caller tries, and all
/// others get the result of the last try at once. Requests do not wait for a database that is gone, and a
/// returning database is not flooded.
/// </summary>
internal sealed class Reopening(Dialect dialect, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private DbException? _fault;
    private TimeSpan _pause;
    private long _failedAt;
    private bool _isTrying;

    /// <summary>Opens a connection.</summary>
    /// <param name="open">Opens it.</param>
    /// <exception cref="StoreException">The database does not answer.</exception>
    public StoreConnection Open(Func<StoreConnection> open)
    {
        var isFirst = EnterOrThrow();
        try
        {
            var connection = open();
            Note(null, isFirst);
            return connection;
        }
        catch (DbException fault)
        {
            Note(fault, isFirst);
            throw StoreException.Of(dialect, fault);
        }
        finally
        {
            if (isFirst) lock (_gate) _isTrying = false;
        }
    }

    // Whether this caller is the one that tries.
    private bool EnterOrThrow()
    {
        lock (_gate)
        {
            if (_fault is null) return false;
            if (_isTrying || clock.GetElapsedTime(_failedAt) < _pause) throw StoreException.Of(dialect, _fault);
            return _isTrying = true;
        }
    }

    private void Note(DbException? fault, bool isFirst)
    {
        lock (_gate)
        {
            // If many fail at once, the pause grows once.
            if (fault is null) _pause = TimeSpan.Zero;
            else if (isFirst || _fault is null) _pause = Next(_pause);
            (_fault, _failedAt) = (fault, clock.GetTimestamp());
        }
    }

    private static TimeSpan Next(TimeSpan pause)
    {
        var next = pause == TimeSpan.Zero ? ServerLimits.DatabaseRetryFirst : 2 * pause;
        return next < ServerLimits.DatabaseRetryMax ? next : ServerLimits.DatabaseRetryMax;
    }
}
