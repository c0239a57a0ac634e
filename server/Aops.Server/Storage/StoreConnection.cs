using System.Data.Common;
using System.Data;
using Aops.Server.Audit;

namespace Aops.Server.Storage;

/// <summary>
/// One connection, its prepared commands, and the transaction that they run in. Its owner sees to it that one thread
/// uses it at a time. A failed call throws the <see cref="DbException"/> of the provider.
/// </summary>
/// <param name="connection">The open connection.</param>
/// <param name="formOf">The form in which the database takes a text; null where it takes every one.</param>
internal sealed class StoreConnection(DbConnection connection, Func<string, string>? formOf = null) : IDisposable
{
    private readonly Dictionary<string, StoreCommand> _commands = new(StringComparer.Ordinal);
    private DbTransaction? _transaction;

    /// <summary>The audit of the write that it performs now.</summary>
    public WriteScope Scope { get; } = new();

    /// <summary>The connection itself, for what only its own dialect knows.</summary>
    public DbConnection Inner => connection;

    /// <summary>Whether the connection to the database is lost.</summary>
    public bool IsLost => connection.State != ConnectionState.Open;

    /// <summary>
    /// A command whose values are all NULL, prepared at its first run. It is kept for the life of the connection, so the
    /// text is a constant of the program, never one that holds a value.
    /// </summary>
    /// <param name="sql">One statement; values are named, as <c>@id</c>.</param>
    public StoreCommand Prepare(string sql)
    {
        if (!_commands.TryGetValue(sql, out var prepared))
        {
            prepared = Compile(sql, isKept: true);
            _commands.Add(sql, prepared);
        }
        prepared.Reset(_transaction);
        return prepared;
    }

    /// <summary>
    /// A command with a text for one request, such as an operator's query: it is not cached, and the caller
    /// disposes it. Values are parameters nevertheless.
    /// </summary>
    /// <param name="sql">One statement; values are named, as <c>@id</c>.</param>
    public StoreCommand Once(string sql)
    {
        var command = Compile(sql, isKept: false);
        command.Reset(_transaction);
        return command;
    }

    /// <summary>Runs statements that take no values and are not repeated: settings, table definitions.</summary>
    public void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _transaction;
        command.ExecuteNonQuery();
    }

    /// <summary>Begins a transaction that may write.</summary>
    public void Begin() => _transaction = connection.BeginTransaction();

    /// <summary>Commits the transaction; when this throws, it is still to be rolled back.</summary>
    public void Commit()
    {
        _transaction!.Commit();
        EndTransaction();
    }

    /// <summary>Rolls the transaction back, if there is one. Never throws.</summary>
    public void RollBack()
    {
        try
        {
            _transaction?.Rollback();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            // The database has ended it already, or the connection is lost, which the next Begin reports.
        }
        EndTransaction();
    }

    /// <summary>Closes the connection; an open transaction is rolled back.</summary>
    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _commands.Clear();
        _transaction?.Dispose();
        connection.Dispose();
    }

    private void EndTransaction()
    {
        _transaction?.Dispose();
        _transaction = null;
    }

    private StoreCommand Compile(string sql, bool isKept)
    {
        var demand = AuditedTables.DemandOf(sql, out var table);
        if (demand == WriteDemand.Refusal && Scope.IsOpen)
            throw new InvalidOperationException($"rows of the table {table} are never changed or removed: {sql}");
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return new StoreCommand(command, formOf, isKept)
        {
            Changed = demand == WriteDemand.Audit ? () => Scope.NoteChange(table) : null,
        };
    }
}
