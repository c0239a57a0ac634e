using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Aops.Server.Storage.Postgres;

/// <summary>Takes rows by COPY, without a round trip for each.</summary>
internal sealed class CopySink : RowSink
{
    // Foreign keys of a whole table are checked at its end.
    private static readonly TimeSpan EndMax = TimeSpan.FromHours(1);

    private readonly NpgsqlBinaryImporter _import;
    private readonly TableShape _table;

    public CopySink(NpgsqlConnection connection, TableShape table)
    {
        _table = table;
        _import = connection.BeginBinaryImport(
            $"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)");
        _import.Timeout = EndMax;
    }

    public override void Write(DbDataReader row)
    {
        _import.StartRow();
        for (var index = 0; index < _table.Columns.Count; index++)
        {
            if (row.IsDBNull(index)) _import.WriteNull();
            else WriteValue(row, index);
        }
    }

    public override void Complete() => _import.Complete();

    public override void Dispose() => _import.Dispose();

    private void WriteValue(DbDataReader row, int index)
    {
        switch (_table.Columns[index].Kind)
        {
            case ColumnKind.Number:
                _import.Write(row.GetInt64(index), NpgsqlDbType.Bigint);
                break;
            case ColumnKind.Text:
                _import.Write(PostgresText.FormOf(row.GetString(index)), NpgsqlDbType.Text);
                break;
            default:
                _import.Write(row.Bytes(index), NpgsqlDbType.Bytea);
                break;
        }
    }
}
