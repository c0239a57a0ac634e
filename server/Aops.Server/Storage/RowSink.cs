using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>Takes the rows of one table into a database, within the transaction of its connection.</summary>
internal abstract class RowSink : IDisposable
{
    /// <summary>Takes a row.</summary>
    /// <param name="row">Its values, in the order of the columns of the table.</param>
    public abstract void Write(DbDataReader row);

    /// <summary>Ends the table; without it nothing is taken.</summary>
    public abstract void Complete();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
