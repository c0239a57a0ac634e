using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Aops.Server.Storage;

/// <summary>SQLite, embedded: one file in WAL mode, whose writers wait for one another.</summary>
/// <param name="path">The database file.</param>
internal sealed class SqliteDialect(string path) : Dialect
{
    // https://sqlite.org/rescode.html
    private const int SqliteBusy = 5;
    private const int SqliteFull = 13;

    // Durability of the one writer of this process.
    private Durability? _durability;

    static SqliteDialect() => SqliteLibrary.Use();

    public override string Name => path;

    public override bool IsRemote => false;

    /// <summary>Opens a connection that reads and writes, and makes the file if there is none.</summary>
    /// <exception cref="DbException">The file cannot be opened, or is no database.</exception>
    public override StoreConnection OpenWriter() => Open(SqliteOpenMode.ReadWriteCreate, "PRAGMA journal_mode = WAL");

    public override StoreConnection OpenReader() => Open(SqliteOpenMode.ReadOnly, "");

    public override string? Begin(StoreConnection connection, Durability durability)
    {
        // The pragma has no effect within a transaction.
        if (durability != _durability) SetDurability(connection, durability);
        connection.Begin();
        return null;
    }

    public override bool? WasCommitted(StoreConnection connection, string transaction) => null;

    public override int ReadSchemaVersion(StoreConnection connection) =>
        (int)connection.Prepare("PRAGMA user_version").ReadNumber();

    public override void WriteSchemaVersion(StoreConnection connection, int version) =>
        connection.Run(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));

    public override string Translate(string definitions) => definitions;

    public override string DefineCount(CountSource source) => $"""
        CREATE TRIGGER {source.Name}_new AFTER INSERT ON {source.Table} BEGIN {source.More} END;
        CREATE TRIGGER {source.Name}_old AFTER DELETE ON {source.Table} BEGIN {source.Less} END;
        CREATE TRIGGER {source.Name}_set AFTER UPDATE OF {source.Column} ON {source.Table}
          WHEN OLD.{source.Column} <> NEW.{source.Column} BEGIN {source.Less} {source.More} END;
        """;

    public override void BeginSnapshot(StoreConnection connection)
    {
        connection.Run("BEGIN");
        // The transaction sees the state of its first read.
        ReadSchemaVersion(connection);
        connection.Prepare("SELECT count(*) FROM sqlite_master").ReadNumber();
    }

    public override RowSink OpenSink(StoreConnection connection, TableShape table) => new InsertSink(connection, table);

    public override void SetTriggers(StoreConnection connection, string table, bool isOn)
    {
        // They cost a lookup each; what they count is replaced by the counts of the source.
    }

    public override long ReadLastNumber(StoreConnection connection, string table, string column) =>
        connection.Prepare("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = @table), 0)")
            .Set("@table", table).ReadNumber();

    public override void WriteLastNumber(StoreConnection connection, string table, string column, long number)
    {
        connection.Prepare("DELETE FROM sqlite_sequence WHERE name = @table").Set("@table", table).Run();
        connection.Prepare("INSERT INTO sqlite_sequence (name, seq) VALUES (@table, @number)")
            .Set("@table", table).Set("@number", number).Run();
    }

    public override StoreFaultKind KindOf(DbException fault) => (fault as SqliteException)?.SqliteErrorCode switch
    {
        SqliteBusy => StoreFaultKind.Busy,
        SqliteFull => StoreFaultKind.Full,
        _ => StoreFaultKind.Refused,
    };

    // In WAL mode NORMAL writes transactions to the file without a flush, which a later flush makes up for; FULL
    // flushes each commit (https://sqlite.org/pragma.html#pragma_synchronous).
    private void SetDurability(StoreConnection connection, Durability durability)
    {
        connection.Run(durability == Durability.Disk ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _durability = durability;
    }

    private StoreConnection Open(SqliteOpenMode mode, string settings)
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
            // SQLite waits by itself; the provider would retry only every 150 ms.
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {busy.TotalMilliseconds}; {settings}");
            command.ExecuteNonQuery();
            return new StoreConnection(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
