namespace Aops.Server.Storage;

/// <summary>A table of a schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, in the order in which values are carried.</param>
/// <param name="Numbered">The column that the database numbers by itself; null for none.</param>
/// <param name="SeededRows">Rows that it has before anything is stored in it.</param>
internal sealed record TableShape(
    string Name, IReadOnlyList<ColumnShape> Columns, string? Numbered, long SeededRows)
{
    /// <summary>Names of its columns, as a list in SQL.</summary>
    public string ColumnList => string.Join(", ", Columns.Select(column => $"\"{column.Name}\""));
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its values are.</param>
internal sealed record ColumnShape(string Name, ColumnKind Kind);
