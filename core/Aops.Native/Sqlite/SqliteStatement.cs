using System.Text;

namespace Aops.Native.Sqlite;

/// <summary>A prepared statement of one connection: bind, step until there is no row, read columns in between.</summary>
public sealed class SqliteStatement
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatementHandle _statement;
    private readonly string _sql;

    internal SqliteStatement(SqliteConnection connection, SqliteStatementHandle statement, string sql)
    {
        _connection = connection;
        _statement = statement;
        _sql = sql;
    }

    /// <summary>Binds an integer.</summary>
    /// <param name="index">Number of the value, from 1.</param>
    /// <param name="value">The integer; null binds NULL.</param>
    public SqliteStatement Bind(int index, long? value)
    {
        Check(value is { } number
            ? SqliteCalls.BindInt64(_statement, index, number)
            : SqliteCalls.BindNull(_statement, index));
        return this;
    }

    /// <summary>Binds a truth value as 0 or 1.</summary>
    /// <param name="index">Number of the value, from 1.</param>
    /// <param name="value">The truth value.</param>
    public SqliteStatement Bind(int index, bool value) => Bind(index, value ? 1L : 0L);

    /// <summary>Binds text.</summary>
    /// <param name="index">Number of the value, from 1.</param>
    /// <param name="value">The text; null binds NULL.</param>
    public unsafe SqliteStatement Bind(int index, string? value)
    {
        if (value is null) return Bind(index, (long?)null);
        var bytes = Encoding.UTF8.GetBytes(value);
        // A pinned empty array is a null pointer, which SQLite would take for NULL.
        byte none = 0;
        fixed (byte* pointer = bytes)
        {
            Check(SqliteCalls.BindText(_statement, index, pointer == null ? &none : pointer,
                bytes.Length, SqliteCalls.SQLITE_TRANSIENT));
        }
        return this;
    }

    /// <summary>Binds bytes.</summary>
    /// <param name="index">Number of the value, from 1.</param>
    /// <param name="value">The bytes.</param>
    public unsafe SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        byte none = 0;
        fixed (byte* pointer = value)
        {
            Check(SqliteCalls.BindBlob(_statement, index, pointer == null ? &none : pointer,
                value.Length, SqliteCalls.SQLITE_TRANSIENT));
        }
        return this;
    }

    /// <summary>Goes to the next row. Past the last one the statement is reset, so that it holds no lock.</summary>
    /// <returns>Whether there is a row.</returns>
    /// <exception cref="SqliteException">The statement failed; it is reset.</exception>
    public bool Step()
    {
        var code = SqliteCalls.Step(_statement);
        if (code == SqliteCalls.SQLITE_ROW) return true;
        try
        {
            if (code != SqliteCalls.SQLITE_DONE) Check(code);
            return false;
        }
        finally
        {
            SqliteCalls.Reset(_statement);
        }
    }

    /// <summary>Runs a statement that has no rows, or whose rows do not matter.</summary>
    /// <returns>Rows changed.</returns>
    /// <exception cref="SqliteException">The statement failed.</exception>
    public int Run()
    {
        while (Step())
        {
        }
        return _connection.Changes;
    }

    /// <summary>Whether a column of this row is NULL.</summary>
    /// <param name="column">Number of the column, from 0.</param>
    public bool IsNull(int column) => SqliteCalls.ColumnType(_statement, column) == SqliteCalls.SQLITE_NULL;

    /// <summary>An integer of this row; 0 for NULL.</summary>
    /// <param name="column">Number of the column, from 0.</param>
    public long Int64(int column) => SqliteCalls.ColumnInt64(_statement, column);

    /// <summary>Text of this row; null for NULL.</summary>
    /// <param name="column">Number of the column, from 0.</param>
    public unsafe string? TextOrNull(int column)
    {
        var pointer = SqliteCalls.ColumnText(_statement, column);
        return pointer == null
            ? null
            : Encoding.UTF8.GetString(pointer, SqliteCalls.ColumnBytes(_statement, column));
    }

    /// <summary>Text of this row.</summary>
    /// <param name="column">Number of the column, from 0.</param>
    /// <exception cref="InvalidDataException">The column is NULL: the schema should not have allowed it.</exception>
    public string Text(int column) =>
        TextOrNull(column) ?? throw new InvalidDataException($"column {column} is NULL in: {_sql}");

    /// <summary>A copy of the bytes of this row; null for NULL.</summary>
    /// <param name="column">Number of the column, from 0.</param>
    public unsafe byte[]? BlobOrNull(int column)
    {
        if (IsNull(column)) return null;
        var pointer = SqliteCalls.ColumnBlob(_statement, column);
        var length = SqliteCalls.ColumnBytes(_statement, column);
        return length == 0 ? [] : new ReadOnlySpan<byte>(pointer, length).ToArray();
    }

    /// <summary>Makes the statement ready to be bound and run again; a read transaction that it held ends.</summary>
    public void Reset()
    {
        // The result repeats the error of the last Step, which was thrown there.
        _ = SqliteCalls.Reset(_statement);
        _ = SqliteCalls.ClearBindings(_statement);
    }

    internal void Close() => _statement.Dispose();

    private void Check(int code) => _connection.Check(code, _sql);
}
