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
    /// False if the connection was lost during a commit and the result could not be determined: the write
    /// is stored completely or not at all.
    /// </summary>
    public bool IsOutcomeKnown { get; init; } = true;

    /// <summary>Converts an exception of the provider, which does not leave the store.</summary>
    /// <param name="dialect">The database.</param>
    /// <param name="fault">Any exception; others are returned unchanged.</param>
    public static Exception Of(Dialect dialect, Exception fault) => fault is DbException cause
        ? new StoreException(dialect.Name, dialect.KindOf(cause), cause.Message, cause)
        : fault;
}
