using System.Net;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Postgres.Tests;

/// <summary>The database goes and comes back while the server runs.</summary>
public sealed class PostgresLossTests
{
    [Fact]
    public async Task ConnectionsThatAreEnded_CostNobodyAnything()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        await DefineAsync(database);
        var writes = new List<Task<int>>();
        for (var number = 0; number < 2000; number++)
        {
            writes.Add(InsertAsync(database, number));
            if (number % 500 == 250) EndConnections(file);
            if (number % 50 == 0) await CountAsync(database);
            // A batch is tried three times: each end gets one of its own.
            if (number % 500 == 499) await Task.WhenAll(writes);
        }

        Assert.Equal(2000, await CountAsync(database));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CommitWhoseAnswerIsLost_IsDoneOnce(bool isAfter)
    {
        var (cluster, folder) = (PostgresCluster.Shared, Directory.CreateTempSubdirectory("aops-relay-").FullName);
        try
        {
            await using var relay = new CuttingRelay(folder, cluster.SocketFolder);
            var address = DatabaseAddress.Parse(
                $"Host={relay.Folder};Username={PostgresCluster.User};Database={cluster.NewDatabase()}", out _)!;
            await using var database = Database.Open(address.Open(TimeSpan.Zero));
            await DefineAsync(database);

            for (var number = 0; number < 4; number++)
            {
                relay.CutNext(isAfter);
                Assert.Equal(1, await InsertAsync(database, number));
            }

            Assert.Equal(4, relay.Cuts);
            Assert.Equal(4, await CountAsync(database));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Restart_UnderLoad_LosesNothingThatWasAcknowledged_AndKeepsNothingThatFailed()
    {
        using var cluster = PostgresCluster.StartOwn();
        var address = DatabaseAddress.Parse(cluster.AddressOf(cluster.NewDatabase()), out _)!;
        await using var database = Database.Open(address.Open(TimeSpan.FromSeconds(10)));
        await DefineAsync(database);
        var (stored, failed) = (new HashSet<long>(), new HashSet<long>());
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (long number = writer; !stop.IsCancellationRequested; number += 4)
            {
                var outcome = await TryInsertPairAsync(database, number);
                lock (stored) if (outcome is { } isStored) (isStored ? stored : failed).Add(number);
            }
        })).ToArray();

        for (var restart = 0; restart < 2; restart++)
        {
            var before = Count(stored);
            await Until.TrueAsync(() => Count(stored) > before + 100);
            cluster.Control("-m", "immediate", "restart");
        }
        var last = Count(stored);
        await Until.TrueAsync(() => Count(stored) > last + 100);
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        var there = (await database.ReadAsync(
            c => c.Prepare("SELECT a FROM t WHERE a >= 0").Read(row => row.GetInt64(0)), CancellationToken.None)).ToHashSet();
        Assert.Empty(stored.Except(there));
        Assert.Empty(failed.Intersect(there));
        // Each write has two rows: both or none.
        Assert.Equal(2 * there.Count, await CountAsync(database));
    }

    [Fact]
    public async Task DatabaseThatStands_HeartbeatsAreAnswered_OperatorsAreToldToWait_AndItGoesOnByItself()
    {
        using var cluster = PostgresCluster.StartOwn();
        await using var server = await TestServer.StartAsync();
        await server.StopAsync();
        await server.StartAgainAsync(TestServer.Options(server.Data) with
        {
            Database = DatabaseAddress.Parse(cluster.AddressOf(cluster.NewDatabase()), out _),
            DatabaseLockWait = TimeSpan.FromSeconds(10),
        });
        var agent = await TestAgent.EnrolAsync(server);
        await agent.BeatAsync();

        cluster.Control("-m", "immediate", "stop");

        await agent.BeatAsync();
        await agent.BeatAsync();
        (await server.Operator.SendAsync(HttpMethod.Get, "/api/fleet"))
            .AssertProblem(HttpStatusCode.ServiceUnavailable, "storage");
        (await agent.PostAsync("/api/agents/commands/c/result", """{"outcome":"succeeded","at":"2026-01-01T00:00:00Z"}"""))
            .AssertProblem(HttpStatusCode.ServiceUnavailable, "storage");

        cluster.Control("start");
        await Until.TrueAsync(async () =>
            (await server.Operator.SendAsync(HttpMethod.Get, "/api/fleet")).Status == HttpStatusCode.OK);
        await Until.TrueAsync(async () => (await server.Operator.SendAsync(
            HttpMethod.Put, "/api/desired?force", """{"agent":{"version":"2.0.0"}}""")).Status == HttpStatusCode.OK);
        Assert.Equal("2.0.0", (string?)(await agent.BeatAsync())["desired"]!["agent"]!["version"]);
        await server.StopAsync();
    }

    private static void EndConnections(TestDatabase file)
    {
        using var connection = file.OpenWriter();
        connection.Prepare(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity " +
            "WHERE datname = current_database() AND pid <> pg_backend_pid()").HasRow();
    }

    private static async Task<bool?> TryInsertPairAsync(Database database, long number)
    {
        try
        {
            await database.WriteAsync(
                c => c.Unaudited().Prepare("INSERT INTO t VALUES (@a)").Set("@a", number).Run()
                    + c.Prepare("INSERT INTO t VALUES (@a)").Set("@a", -1 - number).Run(),
                Durability.Disk, CancellationToken.None);
            return true;
        }
        catch (StoreException fault)
        {
            await Task.Delay(5);
            return fault.IsOutcomeKnown ? false : null;
        }
    }

    private static int Count(HashSet<long> numbers)
    {
        lock (numbers) return numbers.Count;
    }

    private static Task DefineAsync(Database database) => database.WriteAsync(
        c =>
        {
            c.Run("CREATE TABLE t (a BIGINT PRIMARY KEY)");
            return 0;
        },
        Durability.Disk, CancellationToken.None);

    private static Task<int> InsertAsync(Database database, long number) => database.WriteAsync(
        c => c.Unaudited().Prepare("INSERT INTO t VALUES (@a)").Set("@a", number).Run(), Durability.Disk, CancellationToken.None);

    private static ValueTask<long> CountAsync(Database database) => database.ReadAsync(
        c => c.Prepare("SELECT count(*) FROM t").ReadNumber(), CancellationToken.None);
}
