using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>
/// A prepared command of one connection. Rows are read to the end before the next command runs, since a connection of
/// some databases serves only one reader at a time.
/// </summary>
internal sealed class StoreCommand(DbCommand command) : IDisposable
{
    private readonly List<DbParameter> _values = [];

    /// <summary>Sets a number; null is NULL.</summary>
    public StoreCommand Set(string name, long? value) => SetValue(name, value);

    /// <summary>Sets a text; null is NULL.</summary>
    public StoreCommand Set(string name, string? value) => SetValue(name, value);

    /// <summary>Sets bytes; null is NULL. They are not changed until the command has run.</summary>
    public StoreCommand Set(string name, byte[]? value) => SetValue(name, value);

    /// <summary>Sets a time, in milliseconds.</summary>
    public StoreCommand Set(string name, DateTimeOffset value) => SetValue(name, value.ToUnixTimeMilliseconds());

    /// <summary>Runs a command that changes rows.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run() => command.ExecuteNonQuery();

    /// <summary>Runs a query.</summary>
    /// <param name="read">Reads one row.</param>
    public List<T> Read<T>(Func<DbDataReader, T> read)
    {
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    /// <summary>Runs a query for its first row, or null.</summary>
    /// <param name="read">Reads the row.</param>
    public T? ReadFirst<T>(Func<DbDataReader, T?> read)
        where T : class
    {
        using var reader = command.ExecuteReader();
        return reader.Read() ? read(reader) : null;
    }

    /// <summary>Runs a query for one number, such as a count.</summary>
    /// <exception cref="InvalidDataException">There is no row, or NULL in it.</exception>
    public long ReadNumber()
    {
        using var reader = command.ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0)
            ? reader.GetInt64(0)
            : throw new InvalidDataException($"no number is the result of: {command.CommandText}");
    }

    /// <summary>Whether a query has a row.</summary>
    public bool HasRow()
    {
        using var reader = command.ExecuteReader();
        return reader.Read();
    }

    /// <summary>Makes it ready for values of its next run, within the transaction of its connection.</summary>
    public void Reset(DbTransaction? transaction)
    {
        command.Transaction = transaction;
        foreach (var parameter in _values) parameter.Value = DBNull.Value;
    }

    public void Dispose() => command.Dispose();

    private StoreCommand SetValue(string name, object? value)
    {
        Find(name).Value = value ?? DBNull.Value;
        return this;
    }

    private DbParameter Find(string name)
    {
        foreach (var known in _values)
        {
            if (known.ParameterName == name) return known;
        }
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        _values.Add(parameter);
        return parameter;
    }
}
