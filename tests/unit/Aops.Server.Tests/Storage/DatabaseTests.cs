using Aops.Server.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Storage;

public sealed class DatabaseTests : IDisposable
{
    private readonly TestDatabase _file = new();

    [Fact]
    public async Task NewerSchema_IsRefused()
    {
        await _file.Open().DisposeAsync();
        using (var dialect = _file.NewDialect())
        using (var connection = dialect.OpenWriter())
            dialect.WriteSchemaVersion(connection, 999);

        var fault = Assert.Throws<InvalidDataException>(_file.Open);

        Assert.Contains("has schema 999", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedWrite_DoesNotTakeItsNeighboursAlong()
    {
        await using (var database = await OpenWithTableAsync())
        {
            var writes = Enumerable.Range(0, 100).Select(number => database.WriteAsync(
                c => c.Unaudited().Prepare("INSERT INTO t VALUES (@a, NULL)").Set("@a", number == 50 ? 1 : number).Run(),
                Durability.Process, CancellationToken.None)).ToArray();

            Assert.Equal(1, await writes.CountFaultsAsync());
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
                c.Unaudited().Prepare("INSERT INTO t VALUES (@a, NULL)").Set("@a", 1).Run();
                return c.Prepare("INSERT INTO t VALUES (@a, NULL)").Set("@a", 1).Run();
            },
            Durability.Disk, CancellationToken.None);

        var fault = await Assert.ThrowsAsync<StoreException>(() => write);
        Assert.Contains("unique", fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await database.CountAsync());
    }

    [Fact]
    public async Task FaultOfTheCode_IsNoFaultOfTheDatabase()
    {
        await using var database = await OpenWithTableAsync();

        await Assert.ThrowsAsync<FormatException>(() => database.WriteAsync<int>(
            _ => throw new FormatException(), Durability.Process, CancellationToken.None));
        await Assert.ThrowsAsync<FormatException>(async () => await database.ReadAsync<int>(
            _ => throw new FormatException(), CancellationToken.None));

        Assert.Equal(0, await database.CountAsync());
    }

    [Fact]
    public async Task Dispose_StoresWhatWaits()
    {
        var database = await OpenWithTableAsync();
        var writes = Enumerable.Range(0, 2000).Select(number => database.InsertAsync(number, 10)).ToArray();

        await database.DisposeAsync();

        // Their tasks end a moment after the writer.
        await Task.WhenAll(writes).WaitAsync(TimeSpan.FromSeconds(30));
        using var reader = _file.OpenReader();
        Assert.Equal(2000, reader.Prepare("SELECT count(*) FROM t").ReadNumber());
    }

    [Fact]
    public async Task LockOfAnotherProcess_IsWaitedFor()
    {
        await using var database = await OpenWithTableAsync();
        using var dialect = _file.NewDialect();
        using var other = dialect.OpenWriter();
        dialect.Begin(other, Durability.Process);
        other.Run("INSERT INTO t VALUES (1, NULL)");
        var write = database.InsertAsync(2, 10);
        Assert.False(write.IsCompleted);

        other.Commit();

        Assert.Equal(1, await write);
    }

    public void Dispose() => _file.Dispose();

    private Task<Database> OpenWithTableAsync() => _file.Open().WithTableAsync((c, text) => _file.Define(c, text));
}
