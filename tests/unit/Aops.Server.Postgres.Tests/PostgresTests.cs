using Aops.Contracts;
using Aops.Server.CommandLine;
using Aops.Server.Hosting;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Postgres.Tests;

/// <summary>What only PostgreSQL has.</summary>
public sealed class PostgresTests : IDisposable
{
    private readonly TestDatabase _database = new();

    [Fact]
    public void TextThatItCannotHold_IsStoredWithoutThat()
    {
        using var connection = _database.OpenWriter();
        foreach (var (text, stored) in new[] { ("a\0b", "a\uFFFDb"), ("a\uD83D", "a\uFFFD"), ("größe 🦊", "größe 🦊") })
        {
            Assert.Equal(
                stored, connection.Prepare("SELECT @text").Set("@text", text).ReadFirst(row => row.GetString(0)));
        }
    }

    [Fact]
    public async Task Order_IsThatOfBytes_WhateverTheDatabasesLocaleIs()
    {
        await using var database = _database.Open();
        await database.WriteAsync(
            c => c.Prepare("INSERT INTO counter VALUES ('Z', 1), ('a', 1), ('ä', 1), ('_', 1)").Run(),
            Durability.Process, CancellationToken.None);

        var names = await database.ReadAsync(
            c => c.Prepare("SELECT name FROM counter WHERE value = 1 ORDER BY name").Read(row => row.GetString(0)),
            CancellationToken.None);

        Assert.Equal(["Z", "_", "a", "ä"], names);
    }

    [Theory]
    [InlineData(Durability.Process, "off")]
    [InlineData(Durability.Disk, "on")]
    public void Durability_IsSet_ForTheTransactionAlone(object durability, string synchronous)
    {
        using var dialect = _database.NewDialect();
        using var connection = dialect.OpenWriter();

        dialect.Begin(connection, (Durability)durability);

        Assert.Equal(synchronous, Show(connection));
        connection.Commit();
        Assert.Equal("on", Show(connection));
    }

    // A connection makes a plan once, and the tables fill after it.
    [Theory]
    [InlineData("DELETE FROM agent_sub_agent WHERE agent_id = 'a'")]
    [InlineData("DELETE FROM host_review WHERE agent_id = 'a'")]
    [InlineData("SELECT agent_id FROM host_layer WHERE layer = 'fleet' AND agent_id > 'a' AND revision < 9 ORDER BY agent_id LIMIT 500")]
    [InlineData("UPDATE agent SET state = 1 WHERE id = 'a'")]
    public async Task PlanOfAnEmptyTable_IsThatOfALargeOne(string statement)
    {
        await using (_database.Open())
        {
        }
        using var connection = _database.OpenWriter();

        var plan = connection.Prepare($"EXPLAIN {statement}").Read(row => row.GetString(0));

        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecondServer_OnTheSameDatabase_IsRefused_AndTheFirstIsNamed()
    {
        await using var first = await TestServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("aops-second-").FullName;
        try
        {
            var options = TestServer.Options(folder) with { Database = TestStore.Of(first.Data) };

            var fault = await Assert.ThrowsAsync<StartupFault>(
                () => ServerApplication.StartAsync(options, TimeProvider.System, CancellationToken.None));

            Assert.Equal(ExitCodes.AlreadyRunning, fault.ExitCode);
            Assert.Contains(
                $"another server uses it (aops-server {Environment.ProcessId} {Environment.MachineName})", fault.Message,
                StringComparison.Ordinal);
            await first.StopAsync();
            var second = await ServerApplication.StartAsync(options, TimeProvider.System, CancellationToken.None);
            await second.DisposeAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Folder_RemembersItsDatabase_AndNobodyBeginsWithAnEmptyOne()
    {
        await using var server = await TestServer.StartAsync();
        await server.StopAsync();

        var fault = await Assert.ThrowsAsync<StartupFault>(
            () => server.StartAgainAsync(TestServer.Options(server.Data) with { Database = null }));

        Assert.Equal(ExitCodes.Usage, fault.ExitCode);
        Assert.Contains(TestStore.Of(server.Data).Name, fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(server.Data, "aops.db")));
    }

    [Fact]
    public void OtherEncoding_IsRefused()
    {
        var cluster = PostgresCluster.Shared;
        cluster.Run("postgres",
            "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");

        var fault = Assert.Throws<InvalidDataException>(
            () => Database.Open(DatabaseAddress.Parse(cluster.AddressOf("latin"), out _)!.Open(null)));

        Assert.Contains("the encoding LATIN1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_IsReadFromAFile_AndShownNowhere()
    {
        var cluster = PostgresCluster.Shared;
        cluster.Run("postgres", "CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'right-one'");
        var folder = Directory.CreateTempSubdirectory("aops-password-").FullName;
        try
        {
            var name = cluster.NewDatabase();
            var file = Path.Combine(folder, "address");
            var address = cluster.AddressOf(name, "guarded") + ";Password=right-one";
            var data = Path.Combine(folder, "data");
            string[] words = ["token", "create", "--data", data, "--database-file", file];
            await (await ServerApplication.StartAsync(
                TestServer.Options(data) with { Database = DatabaseAddress.Parse(address, out _) },
                TimeProvider.System, CancellationToken.None)).DisposeAsync();

            await File.WriteAllTextAsync(file, address + "\n");
            Assert.Equal(ExitCodes.Ok, await ServerCommands.RunAsync(words));

            var fault = Assert.Throws<StoreException>(() => Database.Open(
                DatabaseAddress.Parse(cluster.AddressOf(name, "guarded") + ";Password=wrong-one", out _)!.Open(null)));
            Assert.Contains("password authentication failed", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("wrong-one", fault.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task DatabaseThatIsNotThere_IsASentence()
    {
        var folder = Directory.CreateTempSubdirectory("aops-nowhere-").FullName;
        try
        {
            var options = TestServer.Options(folder) with
            {
                Database = DatabaseAddress.Parse($"Host={folder};Database=fleet;Password=secret", out _),
            };

            var fault = await Assert.ThrowsAsync<StartupFault>(
                () => ServerApplication.StartAsync(options, TimeProvider.System, CancellationToken.None));

            Assert.Equal(ExitCodes.Unavailable, fault.ExitCode);
            Assert.Contains("cannot be opened: Failed to connect", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose() => _database.Dispose();

    private static string Show(StoreConnection connection) =>
        connection.Prepare("SHOW synchronous_commit").ReadFirst(row => row.GetString(0))!;
}
