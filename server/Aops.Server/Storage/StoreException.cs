using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>
/// The database refused or failed: a full disk, a lock that another process holds too long, a lost connection, a
/// constraint. The message names the database and repeats its words.
/// </summary>
internal sealed class StoreException : IOException
{
    /// <summary>A fault in the server's own words.</summary>
    /// <param name="database">The database, as faults call it.</param>
    /// <param name="kind">What it means.</param>
    /// <param name="reason">The words.</param>
    /// <param name="cause">What it follows from; null for nothing.</param>
    public StoreException(string database, StoreFaultKind kind, string reason, Exception? cause = null)
        : base($"the database {database}: {reason}", cause)
    {
        (Kind, Reason) = (kind, reason);
    }

    /// <summary>What it means.</summary>
    public StoreFaultKind Kind { get; }

    /// <summary>The words of the database alone.</summary>
    public string Reason { get; }

    /// <summary>
    /// False where the connection was lost during a commit and nobody could be asked how that ended: what was to be
    /// written may be there, as a whole, or not.
    /// </summary>
    public bool IsOutcomeKnown { get; init; } = true;

    /// <summary>The form in which a fault leaves the store: the provider's own exceptions do not.</summary>
    /// <param name="dialect">The database.</param>
    /// <param name="fault">Any fault; one that is not the database's is returned as it is.</param>
    public static Exception Of(Dialect dialect, Exception fault) => fault is DbException cause
        ? new StoreException(dialect.Name, dialect.KindOf(cause), cause.Message, cause)
        : fault;
}
