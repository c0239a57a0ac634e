using Aops.Server.Storage;

namespace Aops.Server.Tests.Storage;

/// <summary>What only the file of SQLite has.</summary>
public sealed class SqliteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-sqlite-").FullName;
    private readonly string _path;

    public SqliteTests() => _path = Path.Combine(_folder, "test.db");

    [Fact]
    public void OtherFile_IsRefused_WithItsPath()
    {
        File.WriteAllText(_path, new string('x', 4096));

        var fault = Assert.Throws<StoreException>(() => Open());

        Assert.Contains(_path, fault.Message, StringComparison.Ordinal);
        Assert.Contains("not a database", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FullDisk_FailsItsWrites_AndTheNextOnesAreStoredAgain()
    {
        await using var database = await OpenWithTableAsync();
        // The least that SQLite accepts is what the file has already.
        await LimitPagesAsync(database, 1);

        var writes = Enumerable.Range(0, 20).Select(number => database.InsertAsync(number, 100_000)).ToArray();
        Assert.Equal(20, await writes.CountFaultsAsync());
        var fault = await Assert.ThrowsAsync<StoreException>(() => writes[0]);
        Assert.Contains("disk is full", fault.Message, StringComparison.Ordinal);
        Assert.Contains(_path, fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, await database.CountAsync());

        await LimitPagesAsync(database, 1_000_000);
        await database.InsertAsync(100, 100_000);
        Assert.Equal(1, await database.CountAsync());
    }

    [Fact]
    public async Task Dispose_LeavesTheDatabaseInOneFile()
    {
        var database = await OpenWithTableAsync();
        await database.InsertAsync(1, 10);
        Assert.Equal(1, await database.CountAsync());

        await database.DisposeAsync();

        Assert.Equal(["test.db"], Directory.GetFiles(Path.GetDirectoryName(_path)!).Select(Path.GetFileName));
    }

    [Fact]
    public void TextWithANulCharacter_IsNotCut()
    {
        using var connection = OpenWriter();

        var text = connection.Prepare("SELECT @text").Set("@text", "a\0b").ReadFirst(row => row.GetString(0));

        Assert.Equal("a\0b", text);
    }

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("foreign_keys", "1")]
    [InlineData("busy_timeout", "5000")]
    public void Writer_HasItsSettings(string name, string value)
    {
        using var connection = OpenWriter();

        Assert.Equal(value, connection.Prepare($"PRAGMA {name}").ReadFirst(row => row.GetValue(0).ToString()));
    }

    [Theory]
    [InlineData(Durability.Process, 1)]
    [InlineData(Durability.Disk, 2)]
    public void Durability_IsSet(object durability, long synchronous)
    {
        using var dialect = new SqliteDialect(_path);
        using var connection = dialect.OpenWriter();

        dialect.Begin(connection, (Durability)durability);

        Assert.Equal(synchronous, connection.Prepare("PRAGMA synchronous").ReadNumber());
    }

    [Fact]
    public void Connection_ThatIsClosed_LeavesNoWriteAheadLog()
    {
        using (var connection = OpenWriter())
        {
            connection.Run("CREATE TABLE t (a)");
            connection.Prepare("INSERT INTO t VALUES (@a)").Set("@a", 1).Run();
        }

        Assert.False(File.Exists(_path + "-wal"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Database Open() => Database.Open(new SqliteDialect(_path));

    private StoreConnection OpenWriter() => new SqliteDialect(_path).OpenWriter();

    private Task<Database> OpenWithTableAsync() => Open().WithTableAsync((c, text) => c.Run(text));

    private static Task<long> LimitPagesAsync(Database database, int pages) => database.WriteAsync(
        c => c.Prepare($"PRAGMA max_page_count = {pages}").ReadNumber(), Durability.Process, CancellationToken.None);
}
