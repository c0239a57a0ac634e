using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>
/// What one kind of database has of its own: how it is opened, its types, what its transactions survive, what its faults
/// mean. All other code of the server speaks ADO.NET, and SQL that every dialect understands.
/// </summary>
internal abstract class Dialect : IDisposable
{
    /// <summary>What people are told the database is: its file, or its address without the password.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it is another process, so that the connection to it can be lost while the server runs.</summary>
    public abstract bool IsRemote { get; }

    /// <summary>How many writes share a transaction at most.</summary>
    public virtual int WritesPerTransactionMax => ServerLimits.WritesPerTransactionMax;

    /// <summary>Opens a connection that reads and writes.</summary>
    /// <exception cref="DbException">It does not answer, or refuses.</exception>
    /// <exception cref="StoreException">Another server uses it.</exception>
    /// <exception cref="InvalidDataException">It is of a kind that the server cannot use.</exception>
    public abstract StoreConnection OpenWriter();

    /// <summary>Opens a connection that only reads, beside the writer.</summary>
    /// <exception cref="DbException">It does not answer, or refuses.</exception>
    public abstract StoreConnection OpenReader();

    /// <summary>Begins a transaction that writes; transactions that write follow one another, in all processes.</summary>
    /// <param name="connection">A connection that writes.</param>
    /// <param name="durability">What the transaction survives.</param>
    /// <returns>What <see cref="WasCommitted"/> finds it by; null where a connection is never lost.</returns>
    public abstract string? Begin(StoreConnection connection, Durability durability);

    /// <summary>Whether a transaction was committed whose connection was lost at its end.</summary>
    /// <param name="connection">A new connection.</param>
    /// <param name="transaction">What <see cref="Begin"/> returned.</param>
    /// <returns>Null where that cannot be told.</returns>
    public abstract bool? WasCommitted(StoreConnection connection, string transaction);

    /// <summary>Schema version of the database; 0 for an empty one.</summary>
    public abstract int ReadSchemaVersion(StoreConnection connection);

    /// <summary>Sets the schema version, within the transaction of the migration.</summary>
    public abstract void WriteSchemaVersion(StoreConnection connection, int version);

    /// <summary>A step of <see cref="Schema"/>, which is written with the types of SQLite, with those of this dialect.</summary>
    public abstract string Translate(string definitions);

    /// <summary>Statements after which triggers store a count.</summary>
    public abstract string DefineCount(CountSource source);

    /// <summary>Begins a read that sees one state of the database until the connection closes.</summary>
    /// <param name="connection">A connection that reads.</param>
    public abstract void BeginSnapshot(StoreConnection connection);

    /// <summary>Opens what takes many rows of a table, within the transaction of the connection.</summary>
    public abstract RowSink OpenSink(StoreConnection connection, TableShape table);

    /// <summary>Switches the triggers of a table, where that makes its rows cheaper to take; else nothing.</summary>
    public abstract void SetTriggers(StoreConnection connection, string table, bool isOn);

    /// <summary>The last number that the database gave to a row of a table; 0 for none.</summary>
    public abstract long ReadLastNumber(StoreConnection connection, string table, string column);

    /// <summary>Makes the next number of a table follow one; 0 for none.</summary>
    public abstract void WriteLastNumber(StoreConnection connection, string table, string column, long number);

    /// <summary>What a fault of the database means for the one whose work it was.</summary>
    public abstract StoreFaultKind KindOf(DbException fault);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
