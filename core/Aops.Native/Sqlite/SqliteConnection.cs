using System.Runtime.InteropServices;
using System.Text;

namespace Aops.Native.Sqlite;

/// <summary>
/// One connection to a SQLite database. It is used by one thread at a time: its owner sees to that, SQLite's own
/// mutex is off.
/// </summary>
public sealed class SqliteConnection : IDisposable
{
    private readonly SqliteDatabaseHandle _database;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteConnection(SqliteDatabaseHandle database, string path)
    {
        _database = database;
        Path = path;
    }

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>Version of the SQLite library, for instance <c>3.40.1</c>.</summary>
    public static string LibraryVersion => Marshal.PtrToStringUTF8(SqliteCalls.Version()) ?? "?";

    /// <summary>Rows that the last INSERT, UPDATE or DELETE changed.</summary>
    public int Changes => SqliteCalls.Changes(_database);

    /// <summary>Rowid of the last INSERT.</summary>
    public long LastInsertRowId => SqliteCalls.LastInsertRowId(_database);

    /// <summary>Whether a transaction is open; an error such as a full disk may have ended it.</summary>
    public bool IsInTransaction => SqliteCalls.Autocommit(_database) == 0;

    /// <summary>Opens a database in WAL mode with foreign keys on.</summary>
    /// <param name="path">The file; its directory exists.</param>
    /// <param name="access">Whether it may be written, and made if it is not there.</param>
    /// <param name="busyTimeout">How long a call waits for the lock of another connection.</param>
    /// <exception cref="SqliteException">The file cannot be opened, or is no database.</exception>
    public static SqliteConnection Open(string path, SqliteAccess access, TimeSpan busyTimeout)
    {
        var flags = SqliteCalls.SQLITE_OPEN_NOMUTEX | SqliteCalls.SQLITE_OPEN_EXRESCODE
            | (access == SqliteAccess.Read
                ? SqliteCalls.SQLITE_OPEN_READONLY
                : SqliteCalls.SQLITE_OPEN_READWRITE | SqliteCalls.SQLITE_OPEN_CREATE);
        var code = SqliteCalls.Open(path, out var database, flags, 0);
        var connection = new SqliteConnection(database, path);
        try
        {
            connection.Check(code, path);
            connection.Check(
                SqliteCalls.BusyTimeout(database, (int)busyTimeout.TotalMilliseconds), path);
            if (access == SqliteAccess.ReadWrite) connection.Execute("PRAGMA journal_mode = WAL");
            connection.Execute("PRAGMA foreign_keys = ON");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that take no values and whose rows do not matter.</summary>
    /// <param name="sql">One or more statements.</param>
    /// <exception cref="SqliteException">One of them failed; those before it were run.</exception>
    public void Execute(string sql) => Check(SqliteCalls.Execute(_database, sql, 0, 0, 0), sql);

    /// <summary>
    /// A prepared statement, reset and without values, kept for the life of the connection: the text is a constant
    /// of the program, never one that holds a value.
    /// </summary>
    /// <param name="sql">One statement; values are <c>?1</c>, <c>?2</c>, …</param>
    /// <exception cref="SqliteException">It does not compile.</exception>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
        {
            known.Reset();
            return known;
        }
        var statement = new SqliteStatement(this, Compile(sql), sql);
        _statements.Add(sql, statement);
        return statement;
    }

    /// <summary>Resets every statement: no read transaction is left open, which would keep the WAL from shrinking.</summary>
    public void ResetStatements()
    {
        foreach (var statement in _statements.Values) statement.Reset();
    }

    /// <summary>Closes the connection; an open transaction is rolled back.</summary>
    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Close();
        _statements.Clear();
        _database.Dispose();
    }

    internal void Check(int code, string subject)
    {
        if (code == SqliteCalls.SQLITE_OK) return;
        var text = _database.IsInvalid ? SqliteCalls.ErrorText(code) : SqliteCalls.ErrorMessage(_database);
        throw new SqliteException(subject, code, Marshal.PtrToStringUTF8(text) ?? "?");
    }

    private unsafe SqliteStatementHandle Compile(string sql)
    {
        var text = Encoding.UTF8.GetBytes(sql);
        fixed (byte* pointer = text)
        {
            Check(SqliteCalls.Prepare(_database, pointer, text.Length, out var statement, 0), sql);
            return statement;
        }
    }
}
