using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>
/// The database refused or failed: a full disk, a lock that another process holds too long, a damaged file, a
/// constraint. The message names the database and repeats its words.
/// </summary>
internal sealed class StoreException : IOException
{
    private StoreException(string database, DbException cause)
        : base($"the database {database}: {cause.Message}", cause)
    {
        Reason = cause.Message;
    }

    /// <summary>The words of the database alone.</summary>
    public string Reason { get; }

    /// <summary>The form in which a fault leaves the store: the provider's own exceptions do not.</summary>
    /// <param name="database">The database, as faults call it.</param>
    /// <param name="fault">Any fault; one that is not the database's is returned as it is.</param>
    public static Exception Of(string database, Exception fault) =>
        fault is DbException cause ? new StoreException(database, cause) : fault;
}
