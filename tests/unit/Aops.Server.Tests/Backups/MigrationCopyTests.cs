using Aops.Contracts;
using Aops.Server.Storage;
using Aops.Server.Storage.Transfers;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Backups;

/// <summary>An upgrade of the server: the database of before stays beside the new one, and a downgrade is refused.</summary>
public sealed class MigrationCopyTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await _server.LoseAsync(Path.Combine(Path.GetTempPath(), $"aops-server-{Guid.NewGuid():N}"));
        Directory.CreateDirectory(_server.Data);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task ANewerServer_LeavesTheDatabaseOfBefore_AndEveryHost()
    {
        const int Before = 12;
        Change((connection, dialect) =>
        {
            Schema.Migrate(connection, dialect, Before);
            connection.Prepare(
                "INSERT INTO agent (id, machine_id, hostname, token_hash, version, enrolled_at) " +
                "VALUES ('a1', 'm1', 'host-a1', @hash, '1.0.0', 1790000000000)").Set("@hash", new byte[32]).Run();
        });

        await _server.StartAgainAsync();

        Assert.Equal(1, (int)(await _server.Operator.GetOkAsync("/api/v1/hosts?count=1"))["count"]!);
        Assert.Equal(new SnapshotFacts(Before, 1), SnapshotFile.Check(CopyOf(Schema.Version)));
        await _server.StopAsync();
        File.Delete(CopyOf(Schema.Version));
        await _server.StartAgainAsync();
        // A start that changes nothing takes none.
        Assert.False(File.Exists(CopyOf(Schema.Version)));
    }

    [Fact]
    public async Task ADowngrade_IsRefused_AndNamesTheWayBack()
    {
        var copy = CopyOf(Schema.Version + 1);
        await File.WriteAllTextAsync(copy, "");
        Change((connection, dialect) =>
        {
            Schema.Migrate(connection, dialect);
            dialect.Begin(connection, Durability.Disk);
            dialect.WriteSchemaVersion(connection, Schema.Version + 1);
            connection.Commit();
        });

        var fault = await Assert.ThrowsAsync<StartupFault>(() => _server.StartAgainAsync());

        Assert.Equal(ExitCodes.BadData, fault.ExitCode);
        Assert.Contains("start the server version that wrote it", fault.Message, StringComparison.Ordinal);
        Assert.Contains(copy, fault.Message, StringComparison.Ordinal);
    }

    private string CopyOf(int schema) => Path.Combine(_server.Data, $"before-schema-{schema}.db");

    private void Change(Action<StoreConnection, Dialect> work)
    {
        using var dialect = TestStore.Of(_server.Data).Open(lockWait: null);
        using var connection = dialect.OpenWriter();
        work(connection, dialect);
    }
}
