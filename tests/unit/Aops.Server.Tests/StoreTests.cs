using Aops.Native.Sqlite;
using Aops.Server.Storage;

namespace Aops.Server.Tests;

public sealed class StoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-store-").FullName;

    private string Database => Path.Combine(_folder, "test.db");

    private SqliteConnection Open(SqliteAccess access = SqliteAccess.ReadWrite) =>
        SqliteConnection.Open(Database, access, TimeSpan.FromSeconds(1));

    [Fact]
    public void Values_ComeBackAsTheyWent()
    {
        using var connection = Open();
        connection.Execute("CREATE TABLE t (a, b, c, d, e)");
        connection.Prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, long.MaxValue).Bind(2, "größe\0x").Bind(3, new byte[] { 0, 255 }.AsSpan()).Bind(4, "")
            .Bind(5, (string?)null).Run();

        var row = connection.Prepare("SELECT * FROM t");

        Assert.True(row.Step());
        Assert.Equal(long.MaxValue, row.Int64(0));
        Assert.Equal("größe\0x", row.Text(1));
        Assert.Equal([0, 255], row.BlobOrNull(2));
        Assert.Equal("", row.Text(3));
        Assert.True(row.IsNull(4));
        Assert.Null(row.TextOrNull(4));
        Assert.False(row.Step());
    }

    [Fact]
    public void BadStatement_IsNamedInTheFault()
    {
        using var connection = Open();

        var fault = Assert.Throws<SqliteException>(() => connection.Prepare("SELEC 1"));

        Assert.Contains("SELEC 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reader_DoesNotWrite()
    {
        Open().Dispose();
        using var connection = Open(SqliteAccess.Read);

        Assert.Throws<SqliteException>(() => connection.Execute("CREATE TABLE t (a)"));
    }

    [Fact]
    public void NoDatabase_IsRefused()
    {
        File.WriteAllText(Database, new string('x', 4096));

        Assert.Throws<SqliteException>(() => Open());
    }

    [Fact]
    public async Task RefusedWrite_DoesNotTakeItsNeighboursAlong()
    {
        var connection = Open();
        connection.Execute("CREATE TABLE t (a INTEGER PRIMARY KEY)");
        await using (var writer = new StoreWriter(connection))
        {
            var writes = Enumerable.Range(0, 100).Select(number => writer.WriteAsync(
                c => c.Prepare("INSERT INTO t VALUES (?1)").Bind(1, number == 50 ? 1 : number).Run(),
                Durability.Process, CancellationToken.None)).ToArray();
            var faults = 0;
            foreach (var write in writes)
            {
                try
                {
                    await write;
                }
                catch (SqliteException)
                {
                    faults++;
                }
            }
            Assert.Equal(1, faults);
        }
        using var reader = Open(SqliteAccess.Read);
        var count = reader.Prepare("SELECT count(*) FROM t");
        count.Step();
        Assert.Equal(99, count.Int64(0));
    }

    [Fact]
    public async Task NewerSchema_IsRefused()
    {
        await SqliteStore.Open(Database).DisposeAsync();
        using (var connection = Open()) connection.Execute("PRAGMA user_version = 999");

        Assert.Throws<InvalidDataException>(() => SqliteStore.Open(Database));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
