using Aops.Harness;
using Aops.Native.Processes;
using Aops.TestSupport;

namespace Aops.Integration.Tests;

/// <summary>The published server on a PostgreSQL: one of the two is killed while operators and hosts write.</summary>
public sealed class PostgresServerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KilledWhileItWrites_TheServerOrPostgres_LosesNothingThatWasAcknowledged()
    {
        using var cluster = PostgresCluster.StartOwn();
        using var root = new TempRoot("pg");
        var database = cluster.NewDatabase();
        await using var server = await ServerProcess.StartAsync(
            PublishedPrograms.Find(), root.Path, ["env", $"AOPS_DATABASE={cluster.AddressOf(database)}"], Stop);

        var acknowledged = await WriteDuringAsync(server, async () =>
        {
            Signal.Send(server.Pid, Signal.SIGKILL);
            await server.StartAsync(Stop);
        });
        await CheckAsync(cluster, database, server, acknowledged);

        acknowledged = await WriteDuringAsync(server, () =>
        {
            cluster.Control("-m", "immediate", "restart");
            return Task.CompletedTask;
        });
        await CheckAsync(cluster, database, server, acknowledged);
    }

    // Makes tokens before, during and after a fault, and returns those that the server has given.
    private static async Task<List<string>> WriteDuringAsync(ServerProcess server, Func<Task> fault)
    {
        var given = new List<string>();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (await TryCreateAsync(server) is { } token) lock (given) given.Add(token);
            }
        })).ToArray();
        await WaitForMoreAsync(given);
        await fault();
        await WaitForMoreAsync(given);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        return given;
    }

    private static Task WaitForMoreAsync(List<string> given)
    {
        int Count()
        {
            lock (given) return given.Count;
        }
        var before = Count();
        return Eventually.HoldsAsync("the server gives 20 more tokens", Deadline, () => Count() >= before + 20, Stop);
    }

    private static async Task<string?> TryCreateAsync(ServerProcess server)
    {
        try
        {
            return await server.Api.CreateEnrolmentTokenAsync(Stop);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException)
        {
            await Task.Delay(20, Stop);
            return null;
        }
    }

    private static async Task CheckAsync(
        PostgresCluster cluster, string database, ServerProcess server, List<string> acknowledged)
    {
        var kept = int.Parse(cluster.Run(database, "SELECT count(*) FROM enrolment_token WHERE uses_left = 1"), null);
        Assert.InRange(kept, acknowledged.Count, int.MaxValue);
        foreach (var token in acknowledged.TakeLast(5))
            await server.Api.RegisterAsync(token, Convert.ToHexString(Guid.NewGuid().ToByteArray()), Stop);
        cluster.Run(database, "DELETE FROM enrolment_token");
    }
}
