using System.Data.Common;

namespace Aops.Server.Storage.Transfers;

/// <summary>
/// The tables of a schema version, read from an empty database in memory that takes the steps of
/// <see cref="Schema"/>: a further table is thus carried without a word here.
/// </summary>
internal static class SchemaShape
{
    // Triggers write it while rows of other tables are carried.
    private const string Counts = "host_count";

    private const string Memory = ":memory:";

    /// <summary>The tables, each after those that it refers to, and the counts last.</summary>
    /// <param name="version">A schema version, at most <see cref="Schema.Version"/>.</param>
    public static IReadOnlyList<TableShape> Read(int version)
    {
        using var dialect = new SqliteDialect(Memory);
        using var connection = dialect.OpenWriter();
        Schema.Migrate(connection, dialect, version);
        var found = connection.Prepare(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' " +
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
            .Read(row => (Name: row.GetString(0), Sql: row.GetString(1)));
        var parents = found.ToDictionary(table => table.Name, table => ListParents(connection, table.Name));
        var ordered = new List<string>();
        foreach (var (name, _) in found) Place(name, parents, ordered);
        if (ordered.Remove(Counts)) ordered.Add(Counts);
        var definitions = found.ToDictionary(table => table.Name, table => table.Sql);
        return [.. ordered.Select(name => Describe(connection, name, definitions[name]))];
    }

    private static List<string> ListParents(StoreConnection connection, string table) =>
        connection.Prepare("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(@table)")
            .Set("@table", table).Read(row => row.GetString(0));

    private static void Place(string name, Dictionary<string, List<string>> parents, List<string> ordered)
    {
        if (ordered.Contains(name)) return;
        foreach (var parent in parents[name])
        {
            if (parent != name) Place(parent, parents, ordered);
        }
        ordered.Add(name);
    }

    private static TableShape Describe(StoreConnection connection, string table, string definition)
    {
        var columns = connection.Prepare("SELECT name, type, pk FROM pragma_table_info(@table) ORDER BY cid")
            .Set("@table", table).Read(row => (Column: ReadColumn(row), IsKey: row.GetInt64(2) > 0));
        var isNumbered = definition.Contains("AUTOINCREMENT", StringComparison.OrdinalIgnoreCase);
        return new TableShape(
            table, [.. columns.Select(each => each.Column)],
            isNumbered ? columns.Single(each => each.IsKey).Column.Name : null,
            connection.Prepare($"SELECT count(*) FROM {table}").ReadNumber());
    }

    private static ColumnShape ReadColumn(DbDataReader row) => new(row.GetString(0), row.GetString(1) switch
    {
        "INTEGER" => ColumnKind.Number,
        "TEXT" => ColumnKind.Text,
        "BLOB" => ColumnKind.Bytes,
        var type => throw new InvalidDataException($"the column {row.GetString(0)} has the type {type}"),
    });
}
