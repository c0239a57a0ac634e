using Aops.Query.Evaluation;
using Aops.Query.Tests;
using Aops.Server.Hosts;
using Aops.Server.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Storage;

/// <summary>What the counts of hosts cost where nothing that is counted changes. SQLite tells how many rows a write has changed.</summary>
public sealed class SqliteCountTests
{
    [Fact]
    public async Task HeartbeatWithoutNews_ChangesItsOwnRowAlone()
    {
        using var file = new TestDatabase();
        await using var database = file.Open();
        HostFacts host = new RandomQueries(1).NextHost(1) with { State = Query.HostState.Online };
        await HostSeed.StoreAsync(database, [host]);

        var changed = await database.WriteAsync(
            connection =>
            {
                var before = connection.Prepare("SELECT total_changes()").ReadNumber();
                Assert.True(FactRows.StoreTime(connection, host.Id, RandomQueries.Now, 30));
                return connection.Prepare("SELECT total_changes()").ReadNumber() - before;
            },
            Durability.Process, CancellationToken.None);

        Assert.Equal(1, changed);
    }
}
