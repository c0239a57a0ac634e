using System.Text;
using Aops.Contracts;
using Aops.Server.Storage;
using Aops.Server.Storage.Transfers;
using Aops.Server.Tests.Backups;
using Aops.Server.Tests.Layers;
using Aops.Server.Tests.Restores;
using Aops.Server.Tests.Support;

namespace Aops.Server.Postgres.Tests;

/// <summary>A fleet goes from SQLite to PostgreSQL and back, by a copy and by a backup.</summary>
public sealed class StoreMoveTests : IAsyncLifetime
{
    private readonly BackupRun _run = new();
    private readonly List<string> _made = [];
    private TestServer _server = null!;
    private FleetWalk _walk = null!;

    private string File => Path.Combine(_server.Data, "aops.db");

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _walk = new FleetWalk(_server);
        await _server.StopAsync();
        // It goes on with a file.
        System.IO.File.Delete(Path.Combine(_server.Data, "database.name"));
        await StartOnFileAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _made.ForEach(TestStore.Remove);
        _run.Dispose();
    }

    [Fact]
    public async Task Copy_MovesTheFleet_AndHostsGoOn()
    {
        var hosts = await SettleHostsAsync(3);
        await _server.StopAsync();
        var target = NewDatabase();
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync("copy", "--data", _server.Data, "--to", TestStore.WordOf(target)));

        // Without its address the server does not begin with the file that it left.
        Assert.Equal(ExitCodes.Usage, await BackupRun.RunAsync("operator-token", "list", "--data", _server.Data));
        await _server.StartAgainAsync(TestServer.Options(_server.Data) with { Database = TestStore.Of(target) });
        await AssertGoesOnAsync(hosts);
        await AssertCountsAsync(TestStore.Of(target));
    }

    [Fact]
    public async Task Copy_IntoWhatIsNotEmpty_IsRefused_AndChangesNothing()
    {
        await SettleHostsAsync(1);
        Assert.Equal(ExitCodes.AlreadyRunning, await BackupRun.RunAsync(
            "copy", "--data", _server.Data, "--to", TestStore.WordOf(NewDatabase())));
        await _server.StopAsync();
        var target = NewDatabase();
        string[] words = ["copy", "--data", _server.Data, "--to", TestStore.WordOf(target)];
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync(words));
        System.IO.File.Delete(Path.Combine(_server.Data, "database.name"));
        var before = await DumpAsync(target);

        Assert.Equal(ExitCodes.BadData, await BackupRun.RunAsync(words));
        Assert.Equal(before, await DumpAsync(target));
        Assert.False(System.IO.File.Exists(Path.Combine(_server.Data, "database.name")));
    }

    [Fact]
    public async Task Case_B03_ABackup_IsPutBackOnTheOtherStore_AndOnTheFirstAgain()
    {
        var hosts = await SettleHostsAsync(3);
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync(
            "backup", _run.Backup, "--data", _server.Data, "--database", $"sqlite:{File}"));
        await _server.LoseAsync(_run.NewFolder());
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync(["restore", _run.Backup, .. _server.DataWords]));
        await _server.StartAgainAsync();
        await AssertGoesOnAsync(hosts);

        var second = _run.Backup + "-2";
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync(["backup", second, .. _server.DataWords]));
        await _server.LoseAsync(_run.NewFolder());
        Assert.Equal(ExitCodes.Ok, await BackupRun.RunAsync("restore", second, "--data", _server.Data));
        await StartOnFileAsync();
        foreach (var host in hosts) Assert.Equal(0, await host.SettleAsync());
        await AssertCountsAsync(new DatabaseAddress.Sqlite(File));
    }

    // Every table has a column of each kind that it may have, or is at least in the list.
    [Fact]
    public void EveryTable_ComesAfterThoseThatItRefersTo()
    {
        var tables = SchemaShape.Read(Schema.Version).Select(table => table.Name).ToList();
        Assert.True(tables.IndexOf("agent") < tables.IndexOf("agent_label"));
        Assert.True(tables.IndexOf("enrolment_token") < tables.IndexOf("enrolment_request"));
        Assert.Equal("host_count", tables[^1]);
        Assert.Equal(tables.Count, tables.Distinct().Count());
    }

    private async Task<List<HeldHost>> SettleHostsAsync(int count)
    {
        await _walk.PutAsync("fleet", """{"agent":{"version":"1"},"settings":{"logLevel":"info"}}""");
        var hosts = new List<HeldHost>();
        foreach (var agent in await _walk.EnrolAsync(count, """{"env":"prod"}""")) hosts.Add(new HeldHost(agent));
        foreach (var host in hosts) await host.SettleAsync();
        return hosts;
    }

    private async Task AssertGoesOnAsync(List<HeldHost> hosts)
    {
        foreach (var host in hosts) Assert.Equal(0, await host.SettleAsync());
        // Numbers that the database gives go on, and counts are what they were.
        Assert.Equal(hosts.Count, (int)(await _server.Operator.GetOkAsync("/api/v1/hosts?q=env=prod&count=1"))["count"]!);
        await _walk.PutAsync("fleet", """{"agent":{"version":"2"}}""");
        foreach (var host in hosts) await host.SettleAsync();
        Assert.All(hosts, host => Assert.Equal("2", host.Version));
    }

    // What triggers have stored is what one counts, after the way there as well.
    private static async Task AssertCountsAsync(DatabaseAddress address)
    {
        await using var database = Database.Open(address.Open(lockWait: null));
        foreach (var source in CountSource.All)
        {
            var counted = await database.ReadAsync(
                connection => connection.Prepare(source.Count).Read(row => (row.GetString(0), row.GetString(1), row.GetInt64(2))),
                CancellationToken.None);
            foreach (var (field, value, hosts) in counted)
            {
                Assert.Equal(hosts, await database.ReadAsync(connection => connection.Prepare(
                    "SELECT hosts FROM host_count WHERE field = @field AND value = @value")
                    .Set("@field", field).Set("@value", value).ReadNumber(), CancellationToken.None));
            }
        }
    }

    // Some versions of pg_dump begin with a word of chance.
    private static async Task<string> DumpAsync(string data) => string.Join('\n',
        Encoding.UTF8.GetString(await TestStore.ReadAllAsync(data)).Split('\n')
            .Where(line => !line.Contains("restrict ", StringComparison.Ordinal)));

    private string NewDatabase()
    {
        var name = _run.NewFolder();
        _made.Add(name);
        return name;
    }

    private Task StartOnFileAsync() => _server.StartAgainAsync(TestServer.Options(_server.Data) with { Database = null });
}
