using System.Data;
using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>
/// A prepared command of one connection. Rows are read to the end before the next command runs, since some
/// databases allow one reader per connection.
/// </summary>
/// <param name="formOf">Adapts a text to the database; null if it accepts all.</param>
/// <param name="isKept">
/// Whether it runs again; it is then prepared by its first run, when all values are set. PostgreSQL holds
/// prepared statements for the life of the connection.
/// </param>
internal sealed class StoreCommand(DbCommand command, Func<string, string>? formOf, bool isKept) : IDisposable
{
    private readonly List<DbParameter> _values = [];
    private bool _isPrepared;

    /// <summary>Called when it has changed rows; null for a command whose changes need no audit.</summary>
    public Action? Changed { get; init; }

    /// <summary>Sets a number; null is NULL.</summary>
    public StoreCommand Set(string name, long? value) => SetValue(name, DbType.Int64, value);

    /// <summary>Sets a text; null is NULL.</summary>
    public StoreCommand Set(string name, string? value) =>
        SetValue(name, DbType.String, value is null || formOf is null ? value : formOf(value));

    /// <summary>Sets bytes; null is NULL. They are not changed until the command has run.</summary>
    public StoreCommand Set(string name, byte[]? value) => SetValue(name, DbType.Binary, value);

    /// <summary>Sets a time, in milliseconds; null is NULL.</summary>
    public StoreCommand Set(string name, DateTimeOffset? value) =>
        SetValue(name, DbType.Int64, value?.ToUnixTimeMilliseconds());

    /// <summary>Runs a command that changes rows.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        Prepare();
        var rows = command.ExecuteNonQuery();
        if (rows > 0) Changed?.Invoke();
        return rows;
    }

    /// <summary>Runs a query.</summary>
    /// <param name="read">Reads one row.</param>
    public List<T> Read<T>(Func<DbDataReader, T> read)
    {
        using var reader = Execute();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    /// <summary>Runs a query whose rows are not held in memory together.</summary>
    /// <param name="read">Reads one row.</param>
    public void ForEach(Action<DbDataReader> read)
    {
        using var reader = Execute();
        while (reader.Read()) read(reader);
    }

    /// <summary>Runs a query for its first row, or null.</summary>
    /// <param name="read">Reads the row.</param>
    public T? ReadFirst<T>(Func<DbDataReader, T?> read)
        where T : class
    {
        using var reader = Execute();
        return reader.Read() ? read(reader) : null;
    }

    /// <summary>Runs a query for one number, such as a count.</summary>
    /// <exception cref="InvalidDataException">There is no row, or NULL in it.</exception>
    public long ReadNumber()
    {
        using var reader = Execute();
        return reader.Read() && !reader.IsDBNull(0)
            ? reader.GetInt64(0)
            : throw new InvalidDataException($"no number is the result of: {command.CommandText}");
    }

    /// <summary>Whether a query has a row.</summary>
    public bool HasRow()
    {
        using var reader = Execute();
        return reader.Read();
    }

    /// <summary>Makes it ready for values of its next run, within the transaction of its connection.</summary>
    public void Reset(DbTransaction? transaction)
    {
        command.Transaction = transaction;
        foreach (var parameter in _values) parameter.Value = DBNull.Value;
    }

    public void Dispose() => command.Dispose();

    private DbDataReader Execute()
    {
        Prepare();
        return command.ExecuteReader();
    }

    private void Prepare()
    {
        if (_isPrepared || !isKept) return;
        command.Prepare();
        _isPrepared = true;
    }

    private StoreCommand SetValue(string name, DbType type, object? value)
    {
        Find(name, type).Value = value ?? DBNull.Value;
        return this;
    }

    private DbParameter Find(string name, DbType type)
    {
        foreach (var known in _values)
        {
            if (known.ParameterName == name) return known;
        }
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        command.Parameters.Add(parameter);
        _values.Add(parameter);
        return parameter;
    }
}
