using System.Text;
using Aops.Contracts.Wire.Inventory;
using Aops.Query.Evaluation;
using Aops.Server.Hosts;
using Aops.Server.Inventory;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Hosts;

/// <summary>Contents in the database: stored once, applied to every host that names them, deleted with the last one.</summary>
public sealed class InventoryRowsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(60);

    [Fact]
    public async Task AContentThatNoHostNames_IsSwept_WithItsPackagesAndItsBytes()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        await HostSeed.StoreAsync(database, [Host("h1"), Host("h2")]);
        var store = new InventoryStore(database);
        var names = new List<InventoryName>();
        for (var i = 0; i < 3; i++)
        {
            names.Add(await AddAsync(store, "h1", $$"""{"packages":[{"name":"a","version":"{{i}}"}]}"""));
            if (i == 1) await NameAsync(store, "h2", names[1]);
        }

        for (long? place = 0; place is { } after;) place = await store.SweepAsync(after, CancellationToken.None);

        Assert.Null(await store.FindAsync(names[0], CancellationToken.None));
        Assert.NotNull(await store.FindAsync(names[1], CancellationToken.None));
        Assert.NotNull(await store.FindAsync(names[2], CancellationToken.None));
        Assert.Equal(2, await ReadAsync(database, "SELECT count(*) FROM inventory_package"));
        Assert.Equal(
            await ReadAsync(database, "SELECT CAST(sum(length(document)) AS BIGINT) FROM inventory_content"),
            await ReadAsync(database, "SELECT value FROM counter WHERE name = 'inventory_bytes'"));
    }

    [Fact]
    public async Task Facts_AreAppliedToHostsThatNamedBefore_AndToThoseThatNameLater()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        await HostSeed.StoreAsync(database, [Host("h1"), Host("h2"), Host("h3")]);
        var store = new InventoryStore(database);
        const string cpu = """{"count":4}""";
        var name = new InventoryName("cpu", InventoryHash.Of(Encoding.UTF8.GetBytes(cpu)));
        Assert.Equal([name], await NameAsync(store, "h1", name));
        Assert.Equal([name], await NameAsync(store, "h2", name));

        await AddAsync(store, "h1", cpu, "cpu");
        Assert.Equal([], await NameAsync(store, "h3", name));

        Assert.Equal(3, await ReadAsync(database, "SELECT count(*) FROM agent WHERE cpu_count = 4"));
    }

    [Fact]
    public async Task Addresses_AreReplaced()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        await HostSeed.StoreAsync(database, [Host("h1")]);
        var store = new InventoryStore(database);
        await AddAsync(store, "h1", """{"addresses":[{"address":"10.0.0.1"},{"address":"::ffff:10.0.0.1"},{"address":"::2"}]}""", "addresses");
        Assert.Equal(2, await ReadAsync(database, "SELECT count(*) FROM agent_address"));

        await AddAsync(store, "h1", """{"addresses":[{"address":"10.0.0.9"}]}""", "addresses");

        Assert.Equal(1, await ReadAsync(database, "SELECT count(*) FROM agent_address"));
    }

    [Fact]
    public async Task AHostThatNamesEverNewSections_NamesNoMoreThanItsShare()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        await HostSeed.StoreAsync(database, [Host("h1")]);
        var store = new InventoryStore(database);

        for (var i = 0; i < 40; i++) await NameAsync(store, "h1", new InventoryName($"s{i}", new string('a', 64)));

        Assert.Equal(InventoryLimits.SectionsMax, await ReadAsync(database, "SELECT count(*) FROM agent_inventory"));
    }

    private static HostFacts Host(string id) => new()
    {
        Id = id, Hostname = id, Version = "1", State = Query.HostState.Online, LastSeen = Now, EnrolledAt = Now,
    };

    private static Task<List<InventoryName>> NameAsync(InventoryStore store, string agent, InventoryName name) =>
        store.NameAsync(agent, new Dictionary<string, string> { [name.Section] = name.Hash }, Now, CancellationToken.None);

    private static async Task<InventoryName> AddAsync(
        InventoryStore store, string agent, string content, string section = "packages")
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var name = new InventoryName(section, InventoryHash.Of(bytes));
        await NameAsync(store, agent, name);
        Assert.Equal(InventoryOutcome.Stored, await store.AddAsync(
            agent, name, InventoryReader.Read(section, bytes), Now, CancellationToken.None));
        return name;
    }

    private static async Task<long> ReadAsync(Database database, string sql) => await database.ReadAsync(
        connection => connection.Prepare(sql).ReadNumber(), CancellationToken.None);
}
