using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Aops.Server.Storage;

/// <summary>
/// What only SQLite has: how its file is opened, its settings, where it keeps the schema version. All other code of the
/// server speaks ADO.NET, and SQL that PostgreSQL understands as well, but for the table definitions in
/// <see cref="Schema"/>.
/// </summary>
/// <param name="path">The database file.</param>
internal sealed class SqliteDialect(string path)
{
    static SqliteDialect() => SqliteLibrary.Use();

    /// <summary>What faults call the database.</summary>
    public string Name => path;

    /// <summary>Opens a connection that reads and writes, and makes the file if there is none.</summary>
    /// <exception cref="DbException">The file cannot be opened, or is no database.</exception>
    public DbConnection OpenWriter() => Open(SqliteOpenMode.ReadWriteCreate, "PRAGMA journal_mode = WAL");

    /// <summary>Opens a connection that only reads, beside the writer.</summary>
    /// <exception cref="DbException">The file cannot be opened, or is no database.</exception>
    public DbConnection OpenReader() => Open(SqliteOpenMode.ReadOnly, "");

    /// <summary>
    /// Sets what the next transactions survive. In WAL mode NORMAL writes them to the file without a flush, which a
    /// later flush makes up for; FULL flushes each commit (https://sqlite.org/pragma.html#pragma_synchronous).
    /// </summary>
    public void SetDurability(StoreConnection connection, Durability durability) =>
        connection.Run(durability == Durability.Disk ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");

    /// <summary>Schema version of the database; 0 for an empty one.</summary>
    public int ReadSchemaVersion(StoreConnection connection) =>
        (int)connection.Prepare("PRAGMA user_version").ReadNumber();

    /// <summary>Sets the schema version, within the transaction of the migration.</summary>
    public void WriteSchemaVersion(StoreConnection connection, int version) =>
        connection.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));

    private SqliteConnection Open(SqliteOpenMode mode, string settings)
    {
        var busy = ServerLimits.DatabaseBusyTimeout;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            ForeignKeys = true,
            // Connections live as long as the program; ReaderPool keeps the readers.
            Pooling = false,
            DefaultTimeout = (int)busy.TotalSeconds,
        }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // Waited for in SQLite: the provider itself looks again only every 150 ms.
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {busy.TotalMilliseconds}; {settings}");
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
