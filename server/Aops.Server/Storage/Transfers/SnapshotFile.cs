using Aops.Native.Files;

namespace Aops.Server.Storage.Transfers;

/// <summary>
/// A consistent copy of a database as one file of SQLite, whatever the database is, while a server uses it. Writers are not
/// held up: SQLite copies pages of one state of its log, PostgreSQL reads in one snapshot.
/// </summary>
internal static class SnapshotFile
{
    /// <summary>Writes it, and checks what was written.</summary>
    /// <param name="source">The database; it is neither migrated nor changed.</param>
    /// <param name="file">A file that is not there, or is empty; mode 0600.</param>
    /// <param name="report">Is told how far it is: a sentence.</param>
    /// <exception cref="StoreException">A database failed.</exception>
    /// <exception cref="InvalidDataException">The source is empty, newer than this program, or damaged.</exception>
    public static SnapshotFacts Write(Dialect source, string file, Action<string> report)
    {
        AtomicFile.Write(file, [], AtomicFile.Private);
        using var target = new SqliteDialect(file);
        if (source is SqliteDialect sqlite)
        {
            using var from = sqlite.OpenReader();
            SchemaVersion.CheckKnown(sqlite.ReadSchemaVersion(from), sqlite);
            SqlitePages.Copy(sqlite.Name, file, share => report($"database: {share:P0}"));
        }
        else
        {
            new TableTransfer(source, target).Run((table, rows) => report($"database: {table} {rows}"));
        }
        using (var whole = target.OpenWriter())
        {
            // One file, without a log beside it.
            whole.Run("PRAGMA journal_mode = DELETE");
        }
        return Check(file);
    }

    /// <summary>Reads a copy from end to end.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or not of a version that this program knows.</exception>
    public static SnapshotFacts Check(string file)
    {
        using var dialect = new SqliteDialect(file);
        using var connection = dialect.OpenReader();
        var version = dialect.ReadSchemaVersion(connection);
        SchemaVersion.CheckKnown(version, dialect);
        var fault = connection.Prepare("PRAGMA integrity_check(1)").ReadFirst(row => row.GetString(0));
        if (fault != "ok") throw new InvalidDataException($"the database {file} is damaged: {fault}");
        const string FindOrphan = "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1";
        if (connection.Prepare(FindOrphan).ReadFirst(row => row.GetString(0)) is { } table)
        {
            throw new InvalidDataException($"the database {file} is damaged: a row of {table} refers to one that is not there");
        }
        return new SnapshotFacts(version, connection.Prepare("SELECT count(*) FROM agent").ReadNumber());
    }
}

/// <summary>What a copy of a database is.</summary>
/// <param name="Schema">Its schema version.</param>
/// <param name="Hosts">How many hosts it knows.</param>
internal sealed record SnapshotFacts(int Schema, long Hosts);
