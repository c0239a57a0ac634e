using System.Data.Common;
using System.Globalization;

namespace Aops.Server.Storage;

/// <summary>Takes rows by one prepared statement, which is the fast way where the database is in this process.</summary>
internal sealed class InsertSink(StoreConnection connection, TableShape table) : RowSink
{
    private readonly string[] _names =
        [.. table.Columns.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"@v{index}"))];

    private StoreCommand? _insert;

    public override void Write(DbDataReader row)
    {
        _insert ??= connection.Prepare(
            $"INSERT INTO {table.Name} ({table.ColumnList}) VALUES ({string.Join(", ", _names)})");
        for (var index = 0; index < _names.Length; index++)
        {
            _ = table.Columns[index].Kind switch
            {
                ColumnKind.Number => _insert.Set(_names[index], row.IsDBNull(index) ? null : row.GetInt64(index)),
                ColumnKind.Text => _insert.Set(_names[index], row.TextOrNull(index)),
                _ => _insert.Set(_names[index], row.BytesOrNull(index)),
            };
        }
        _insert.Run();
    }

    public override void Complete()
    {
    }
}
