namespace Aops.Server.Storage.Transfers;

/// <summary>
/// Carries every row of one database into another one of the same schema version, whichever dialects they speak: from one
/// snapshot, in one transaction, so that the target has all of it or nothing.
/// </summary>
internal sealed class TableTransfer(Dialect source, Dialect target)
{
    /// <summary>Carries the rows.</summary>
    /// <param name="report">Is told of a table that begins, and of each 10,000 of its rows.</param>
    /// <returns>How many rows each table has.</returns>
    /// <exception cref="InvalidDataException">
    /// The source is of a version that this program does not know, or the target holds other rows, or other than it was given.
    /// </exception>
    public IReadOnlyDictionary<string, long> Run(Action<string, long> report)
    {
        using var from = source.OpenReader();
        source.BeginSnapshot(from);
        var version = source.ReadSchemaVersion(from);
        SchemaVersion.CheckKnown(version, source);
        using var to = target.OpenWriter();
        if (target.ReadSchemaVersion(to) is var there && there != 0 && there != version)
            throw NotEmpty($"it has schema {there}, and {source.Name} has {version}");
        Schema.Migrate(to, target, version);
        target.Begin(to, Durability.Disk);
        try
        {
            var tables = SchemaShape.Read(version);
            CheckEmpty(to, tables);
            var rows = new Dictionary<string, long>();
            foreach (var table in tables) rows.Add(table.Name, Carry(from, to, table, report));
            to.Commit();
            return rows;
        }
        catch
        {
            to.RollBack();
            throw;
        }
    }

    private void CheckEmpty(StoreConnection to, IReadOnlyList<TableShape> tables)
    {
        foreach (var table in tables)
        {
            var rows = to.Prepare($"SELECT count(*) FROM {table.Name}").ReadNumber();
            if (rows != table.SeededRows) throw NotEmpty($"its table {table.Name} has {rows} rows");
        }
    }

    private InvalidDataException NotEmpty(string reason) => new(
        $"{target.Name} is not empty: {reason}; nothing was changed. Give an empty database");

    private long Carry(StoreConnection from, StoreConnection to, TableShape table, Action<string, long> report)
    {
        const int RowsPerReport = 10_000;
        report(table.Name, 0);
        target.SetTriggers(to, table.Name, isOn: false);
        to.Run($"DELETE FROM {table.Name}");
        var rows = 0L;
        using (var sink = target.OpenSink(to, table))
        {
            from.Prepare($"SELECT {table.ColumnList} FROM {table.Name}").ForEach(row =>
            {
                sink.Write(row);
                if (++rows % RowsPerReport == 0) report(table.Name, rows);
            });
            sink.Complete();
        }
        target.SetTriggers(to, table.Name, isOn: true);
        if (table.Numbered is { } column)
            target.WriteLastNumber(to, table.Name, column, source.ReadLastNumber(from, table.Name, column));
        var there = to.Prepare($"SELECT count(*) FROM {table.Name}").ReadNumber();
        return there == rows ? rows : throw new InvalidDataException(
            $"{target.Name} has {there} rows of the {rows} of the table {table.Name}; nothing was changed");
    }
}
