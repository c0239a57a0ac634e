using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Aops.Server.Storage.Transfers;

/// <summary>
/// Copies a database of SQLite page by page (https://sqlite.org/backup.html). A read transaction of the source stays open
/// from the first page to the last: without it each write of the server would begin the copy again.
/// </summary>
internal static class SqlitePages
{
    private const int PagesPerStep = 2048;
    private const string Main = "main";

    /// <summary>Copies it.</summary>
    /// <param name="from">A file that other processes may write.</param>
    /// <param name="to">A file that no other process uses; its content is replaced.</param>
    /// <param name="report">Is told the share that is done, 0 to 1.</param>
    /// <exception cref="StoreException">A file cannot be read or written.</exception>
    public static void Copy(string from, string to, Action<double> report)
    {
        using var dialect = new SqliteDialect(from);
        try
        {
            using var source = Open(from);
            using var target = Open(to);
            using (var begin = source.CreateCommand())
            {
                begin.CommandText = "BEGIN; SELECT count(*) FROM sqlite_master";
                begin.ExecuteScalar();
            }
            CopyPages(source, target, report);
        }
        catch (SqliteException e)
        {
            throw StoreException.Of(dialect, e);
        }
    }

    private static void CopyPages(SqliteConnection source, SqliteConnection target, Action<double> report)
    {
        using var backup = raw.sqlite3_backup_init(target.Handle!, Main, source.Handle!, Main);
        if (backup.IsInvalid) Fail(target, raw.sqlite3_errcode(target.Handle!));
        while (true)
        {
            var result = raw.sqlite3_backup_step(backup, PagesPerStep);
            var (left, all) = (raw.sqlite3_backup_remaining(backup), raw.sqlite3_backup_pagecount(backup));
            if (all > 0) report(1 - ((double)left / all));
            if (result == raw.SQLITE_DONE) return;
            if (result != raw.SQLITE_OK) Fail(target, result);
        }
    }

    private static void Fail(SqliteConnection target, int code) =>
        SqliteException.ThrowExceptionForRC(code, target.Handle!);

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString());
        connection.Open();
        using var wait = connection.CreateCommand();
        wait.CommandText = $"PRAGMA busy_timeout = {(long)ServerLimits.DatabaseBusyTimeout.TotalMilliseconds}";
        wait.ExecuteNonQuery();
        return connection;
    }
}
