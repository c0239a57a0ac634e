using Aops.Server.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Storage;

/// <summary>A table of a number, which is unique, and some bytes, for tests of the database itself.</summary>
internal static class NumberTable
{
    /// <summary>Its definition, in SQLite's words.</summary>
    public const string Definition = "CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)";

    /// <summary>Makes it.</summary>
    /// <param name="database">An empty database.</param>
    /// <param name="define">Runs the definition in the words of that database.</param>
    public static async Task<Database> WithTableAsync(this Database database, Action<StoreConnection, string> define)
    {
        await database.WriteAsync(
            c =>
            {
                define(c, Definition);
                return 0;
            },
            Durability.Process, CancellationToken.None);
        return database;
    }

    /// <summary>Queues a row.</summary>
    public static Task<int> InsertAsync(this Database database, int number, int bytes) => database.WriteAsync(
        c => c.Unaudited().Prepare("INSERT INTO t VALUES (@a, @b)").Set("@a", number).Set("@b", new byte[bytes]).Run(),
        Durability.Process, CancellationToken.None);

    /// <summary>Rows that are committed.</summary>
    public static ValueTask<long> CountAsync(this Database database) => database.ReadAsync(
        c => c.Prepare("SELECT count(*) FROM t").ReadNumber(), CancellationToken.None);

    /// <summary>Waits for writes.</summary>
    /// <returns>How many of them the database refused.</returns>
    public static async Task<int> CountFaultsAsync(this Task[] writes)
    {
        var faults = 0;
        foreach (var write in writes)
        {
            try
            {
                await write;
            }
            catch (StoreException)
            {
                faults++;
            }
        }
        return faults;
    }
}
