using System.Data.Common;

namespace Aops.Server.Storage;

/// <summary>Reads columns, by number from 0, in the stored forms of values.</summary>
internal static class StoredRow
{
    /// <summary>Text, or null for NULL.</summary>
    public static string? TextOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>Bytes.</summary>
    public static byte[] Bytes(this DbDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    /// <summary>Bytes, or null for NULL.</summary>
    public static byte[]? BytesOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Bytes(column);

    /// <summary>A number. Columns of numbers have 64 bits, which some providers read as nothing else.</summary>
    public static int Int32(this DbDataReader row, int column) => checked((int)row.GetInt64(column));

    /// <summary>A number, or null for NULL.</summary>
    public static int? Int32OrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Int32(column);

    /// <summary>A time, stored as milliseconds since 1970.</summary>
    public static DateTimeOffset Time(this DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    /// <summary>A time, or null for NULL.</summary>
    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Time(column);
}
