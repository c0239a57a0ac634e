using Aops.Native.Files;
using Aops.Server.Storage;

namespace Aops.Server.Tests.Support;

/// <summary>
/// The databases of the tests: here SQLite. Aops.Server.Postgres.Tests has another file in the place of this one, and
/// runs the same tests on PostgreSQL.
/// </summary>
internal static class TestStore
{
    // Made once, as their steps take longer than most tests: each database is a copy of this one.
    private static readonly Lazy<byte[]> Tables = new(MakeTemplate);

    /// <summary>The database of a data folder; the same at each call.</summary>
    public static DatabaseAddress Of(string data) => new DatabaseAddress.Sqlite(Path.Combine(data, "aops.db"));

    /// <summary>How the command line names it.</summary>
    public static string WordOf(string data) => Of(data).Name;

    /// <summary>Makes the database of a folder that is new, with its tables.</summary>
    public static void MakeTables(string data)
    {
        AtomicFile.CreateDirectory(data, AtomicFile.PrivateDirectory);
        File.WriteAllBytes(Of(data).Name, Tables.Value);
        File.SetUnixFileMode(Of(data).Name, AtomicFile.Private);
    }

    /// <summary>Every byte that a server that has stopped has stored.</summary>
    public static Task<byte[]> ReadAllAsync(string data) => File.ReadAllBytesAsync(Of(data).Name);

    /// <summary>Copies the database of a server that has stopped.</summary>
    /// <returns>What <see cref="PutBack"/> takes.</returns>
    public static string Copy(string data)
    {
        var copy = Path.Combine(data, $"copy-{Guid.NewGuid():N}");
        File.Copy(Of(data).Name, copy);
        return copy;
    }

    /// <summary>Puts the database back to a copy; the server has stopped.</summary>
    public static void PutBack(string data, string copy)
    {
        foreach (var file in Directory.EnumerateFiles(data, "aops.db*")) File.Delete(file);
        File.Copy(copy, Of(data).Name);
    }

    /// <summary>Removes what does not lie in the folder itself.</summary>
    public static void Remove(string data)
    {
    }

    private static byte[] MakeTemplate()
    {
        var folder = Directory.CreateTempSubdirectory("aops-tables-").FullName;
        try
        {
            using (var dialect = Of(folder).Open(lockWait: null))
            using (var connection = dialect.OpenWriter())
            {
                Schema.Migrate(connection, dialect);
            }
            return File.ReadAllBytes(Of(folder).Name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
