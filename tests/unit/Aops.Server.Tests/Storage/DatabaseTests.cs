using Aops.Server.Storage;

namespace Aops.Server.Tests.Storage;

public sealed class DatabaseTests : IDisposable
{
    private readonly TestDatabase _file = new();

    [Fact]
    public void OtherFile_IsRefused_WithItsPath()
    {
        File.WriteAllText(_file.Path, new string('x', 4096));

        var fault = Assert.Throws<StoreException>(() => Database.Open(_file.Path));

        Assert.Contains(_file.Path, fault.Message, StringComparison.Ordinal);
        Assert.Contains("not a database", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewerSchema_IsRefused()
    {
        await Database.Open(_file.Path).DisposeAsync();
        using (var connection = _file.OpenWriter()) connection.Run("PRAGMA user_version = 999");

        var fault = Assert.Throws<InvalidDataException>(() => Database.Open(_file.Path));

        Assert.Contains("has schema 999", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedWrite_DoesNotTakeItsNeighboursAlong()
    {
        await using (var database = await OpenWithTableAsync())
        {
            var writes = Enumerable.Range(0, 100).Select(number => database.WriteAsync(
                c => c.Prepare("INSERT INTO t VALUES (@a, NULL)").Set("@a", number == 50 ? 1 : number).Run(),
                Durability.Process, CancellationToken.None)).ToArray();

            Assert.Equal(1, await CountFaultsAsync(writes));
        }
        using var reader = _file.OpenReader();
        Assert.Equal(99, reader.Prepare("SELECT count(*) FROM t").ReadNumber());
    }

    [Fact]
    public async Task RefusedWrite_IsUndoneAsAWhole()
    {
        await using var database = await OpenWithTableAsync();

        var write = database.WriteAsync(
            c =>
            {
                c.Prepare("INSERT INTO t VALUES (@a, NULL)").Set("@a", 1).Run();
                return c.Prepare("INSERT INTO t VALUES (@a, NULL)").Set("@a", 1).Run();
            },
            Durability.Disk, CancellationToken.None);

        var fault = await Assert.ThrowsAsync<StoreException>(() => write);
        Assert.Contains("UNIQUE", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(database));
    }

    [Fact]
    public async Task FullDisk_FailsItsWrites_AndTheNextOnesAreStoredAgain()
    {
        await using var database = await OpenWithTableAsync();
        // The least that SQLite accepts is what the file has already.
        await LimitPagesAsync(database, 1);

        var writes = Enumerable.Range(0, 20).Select(number => InsertAsync(database, number, 100_000)).ToArray();
        Assert.Equal(20, await CountFaultsAsync(writes));
        var fault = await Assert.ThrowsAsync<StoreException>(() => writes[0]);
        Assert.Contains("disk is full", fault.Message, StringComparison.Ordinal);
        Assert.Contains(_file.Path, fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(database));

        await LimitPagesAsync(database, 1_000_000);
        await InsertAsync(database, 100, 100_000);
        Assert.Equal(1, await CountAsync(database));
    }

    [Fact]
    public async Task FaultOfTheCode_IsNoFaultOfTheDatabase()
    {
        await using var database = await OpenWithTableAsync();

        await Assert.ThrowsAsync<FormatException>(() => database.WriteAsync<int>(
            _ => throw new FormatException(), Durability.Process, CancellationToken.None));
        await Assert.ThrowsAsync<FormatException>(async () => await database.ReadAsync<int>(
            _ => throw new FormatException(), CancellationToken.None));

        Assert.Equal(0, await CountAsync(database));
    }

    [Fact]
    public async Task Dispose_StoresWhatWaits()
    {
        var database = await OpenWithTableAsync();
        var writes = Enumerable.Range(0, 2000).Select(number => InsertAsync(database, number, 10)).ToArray();

        await database.DisposeAsync();

        Assert.All(writes, write => Assert.True(write.IsCompletedSuccessfully));
        using var reader = _file.OpenReader();
        Assert.Equal(2000, reader.Prepare("SELECT count(*) FROM t").ReadNumber());
    }

    [Fact]
    public async Task Dispose_LeavesTheDatabaseInOneFile()
    {
        var database = await OpenWithTableAsync();
        await InsertAsync(database, 1, 10);
        Assert.Equal(1, await CountAsync(database));

        await database.DisposeAsync();

        Assert.Equal(["test.db"], Directory.GetFiles(Path.GetDirectoryName(_file.Path)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task LockOfAnotherProcess_IsWaitedFor()
    {
        await using var database = await OpenWithTableAsync();
        using var other = _file.OpenWriter();
        other.Begin();
        other.Run("INSERT INTO t VALUES (1, NULL)");
        var write = InsertAsync(database, 2, 10);
        Assert.False(write.IsCompleted);

        other.Commit();

        Assert.Equal(1, await write);
    }

    public void Dispose() => _file.Dispose();

    private async Task<Database> OpenWithTableAsync()
    {
        var database = Database.Open(_file.Path);
        await database.WriteAsync(
            c =>
            {
                c.Run("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)");
                return 0;
            },
            Durability.Process, CancellationToken.None);
        return database;
    }

    private static Task<int> InsertAsync(Database database, int number, int bytes) => database.WriteAsync(
        c => c.Prepare("INSERT INTO t VALUES (@a, @b)").Set("@a", number).Set("@b", new byte[bytes]).Run(),
        Durability.Process, CancellationToken.None);

    private static Task<long> LimitPagesAsync(Database database, int pages) => database.WriteAsync(
        c => c.Prepare($"PRAGMA max_page_count = {pages}").ReadNumber(), Durability.Process, CancellationToken.None);

    private static ValueTask<long> CountAsync(Database database) => database.ReadAsync(
        c => c.Prepare("SELECT count(*) FROM t").ReadNumber(), CancellationToken.None);

    private static async Task<int> CountFaultsAsync(Task[] writes)
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
